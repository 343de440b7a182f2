import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extension, type HookEndpoint, type HookHandler, startExtensionServer } from '@capstan/capi';

export interface ServedExtension extends AsyncDisposable {
  readonly endpoint: HookEndpoint;
}

/** A folder for one test. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'capstan-kit-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** An extension on a real server, on a free port of the loopback. */
export async function serveExtension(handlers: readonly HookHandler[]): Promise<ServedExtension> {
  await using made = new AsyncDisposableStack();
  const folder = made.use(await temporaryFolder());
  const server = made.use(
    await startExtensionServer({
      extensions: [extension({ name: 'extension', handlers })],
      listen: { host: '127.0.0.1', port: 0 },
      certificate: { from: 'selfManaged', names: ['127.0.0.1'], keep: { directory: folder.path } },
    }),
  );
  const endpoint = { url: server.url, caBundle: server.caBundle };
  const all = made.move();
  return { endpoint, [Symbol.asyncDispose]: () => all.disposeAsync() };
}
