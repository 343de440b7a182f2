// Our side of bench/extensions.ts: what peers/extension does, on our server. Arguments: PORT, folder with tls.crt and tls.key.
import { once } from 'node:events';
import { enableCompileCache } from 'node:module';

enableCompileCache(); // as the command line does, before anything large is loaded
const {
  DevClusterTemplate,
  DevMachineTemplate,
  extension,
  hook,
  isKind,
  KubeadmConfigTemplate,
  KubeadmControlPlaneTemplate,
  patchTemplates,
  proceed,
  startExtensionServer,
} = await import('@capstan/capi');

const upgrade = hook('BeforeClusterUpgrade', {}, ({ toKubernetesVersion }) => proceed(`gate open for ${toKubernetesVersion}`));

const kinds = [DevClusterTemplate, DevMachineTemplate, KubeadmConfigTemplate, KubeadmControlPlaneTemplate];
const patches = hook('GeneratePatches', {}, (request) =>
  patchTemplates(request, (template) => {
    for (const kind of kinds) {
      if (!isKind(template, kind) || !template.spec) continue;
      const { metadata } = template.spec.template;
      template.spec.template.metadata = { ...metadata, labels: { ...metadata?.labels, bench: 'measured' } };
    }
  }),
);

const [port, directory = ''] = process.argv.slice(2);
await using _server = await startExtensionServer({
  extensions: [extension({ name: 'bench', handlers: [upgrade, patches] })],
  certificate: { from: 'files', directory },
  listen: { host: '127.0.0.1', port: Number(port) },
});
await once(process, 'SIGTERM');
