import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExtensionServer } from '../server/extension-server.ts';
import { type ExtensionServerOptions, startExtensionServer } from '../server/extension-server.ts';

/** A folder for one test. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'capstan-capi-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** A server on a free port of the loopback, with an authority of its own. */
export async function serve(options: Omit<ExtensionServerOptions, 'certificate'>): Promise<ExtensionServer> {
  await using made = new AsyncDisposableStack();
  const folder = made.use(await temporaryFolder());
  const server = made.use(
    await startExtensionServer({
      listen: { host: '127.0.0.1', port: 0 },
      certificate: { from: 'selfManaged', names: ['127.0.0.1'], keep: { directory: folder.path } },
      ...options,
    }),
  );
  const all = made.move();
  return {
    url: server.url,
    urlOf: (extension) => server.urlOf(extension),
    caBundle: server.caBundle,
    drain: () => server.drain(),
    registry: server.registry,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
