import {
  callHook,
  type Extension,
  type HandledHook,
  type HookBody,
  type HookEndpoint,
  type HookResponse,
  keepAlive,
  startExtensionServer,
} from '@capstan/capi';
import type { Client } from '@capstan/client';

import { temporaryFolder } from './temporary-folder.ts';

export interface ServedExtension extends AsyncDisposable {
  readonly endpoint: HookEndpoint;
  /** Calls a hook over HTTPS, as Cluster API does. */
  call<H extends HandledHook>(hook: H, request: HookBody<H>): Promise<HookResponse<H>>;
}

/** One replica of an extension. */
export async function servedExtension(extension: Extension, client: Client): Promise<ServedExtension> {
  await using made = new AsyncDisposableStack();
  const { path: directory } = made.use(await temporaryFolder());
  const server = made.use(
    await startExtensionServer({
      extensions: [extension],
      client,
      listen: { host: '127.0.0.1', port: 0 },
      certificate: { from: 'selfManaged', names: ['127.0.0.1'], keep: { directory } },
    }),
  );
  const endpoint = made.use(keepAlive({ url: server.url, caBundle: server.caBundle }));
  const held = made.move();
  return {
    endpoint,
    call: (hook, request) => {
      const handler = extension.handlers.find((one) => one.hook === hook)?.name;
      return callHook(endpoint, { hook, request, ...(handler !== undefined && { handler }) });
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}
