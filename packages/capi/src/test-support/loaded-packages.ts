// Serves one call, and prints the packages from npm that this process has loaded by then. Argument: a folder with a certificate.
import { createRequire } from 'node:module';
import { extension, hook, proceed, startExtensionServer } from '../index.ts';
import { call } from './call.ts';
import { recorded } from './recorded-hooks.ts';

const gate = hook('BeforeClusterCreate', { name: 'beforeclustercreate' }, () => proceed());
{
  await using server = await startExtensionServer({
    extensions: [extension({ name: 'gates', handlers: [gate] })],
    listen: { host: '127.0.0.1', port: 0 },
    certificate: { from: 'files', directory: process.argv[2] ?? '' },
  });
  const { path, body } = recorded('BeforeClusterCreate');
  await call(server, path, body);
}
const files = Object.keys(createRequire(import.meta.url).cache);
const names = files.map((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]);
process.stdout.write(JSON.stringify([...new Set(names)].sort()));
