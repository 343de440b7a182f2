// Our side of bench/extensions.ts: what peers/extension does, on our server. Arguments: PORT, folder with tls.crt and tls.key.
import { enableCompileCache } from 'node:module';

enableCompileCache(); // as the command line does, before anything large is loaded
const { extension, hook, proceed, provide, startExtensionServer } = await import('@capstan/capi');

const upgrade = hook('BeforeClusterUpgrade', {}, ({ toKubernetesVersion }) => proceed(`gate open for ${toKubernetesVersion}`));

const patch = Buffer.from('{"spec":{"template":{"metadata":{"labels":{"bench":"measured"}}}}}').toString('base64');
const patches = hook('GeneratePatches', {}, ({ items }) =>
  provide({ items: items.map(({ uid }) => ({ uid, patchType: 'JSONMergePatch', patch })) }),
);

const [port, directory = ''] = process.argv.slice(2);
await using _server = await startExtensionServer({
  extensions: [extension({ name: 'bench', handlers: [upgrade, patches] })],
  certificate: { from: 'files', directory },
  listen: { host: '127.0.0.1', port: Number(port) },
});
await new Promise<void>((resolve) => {
  process.once('SIGTERM', () => resolve());
});
