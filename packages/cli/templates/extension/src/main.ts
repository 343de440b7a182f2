// What the container runs: the extension, for the cluster that the pod is in.
import { parseArgs } from 'node:util';
import { type CertificateSource, runExtensions } from '@capstan/capi';
import { type Client, createClient, inClusterConfig } from '@capstan/client';
import { createLogger } from '@capstan/runtime';
import { runtimeExtension } from './extension.ts';

const { values } = parseArgs({ options: { 'certificate-dir': { type: 'string' } } });
const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env;
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stopping.abort());

await using client = createClient(await inClusterConfig({ host, port }), { fieldManager: runtimeExtension.name });
await runExtensions({
  extensions: [runtimeExtension],
  client,
  certificate: certificateOf(client, values['certificate-dir']),
  logger: createLogger(),
  signal: stopping.signal,
});

/** cert-manager's, mounted as files; or the extension's own, in a Secret that its replicas share. */
function certificateOf(own: Client, directory: string | undefined): CertificateSource {
  if (directory !== undefined) return { from: 'files', directory };
  const { name } = runtimeExtension;
  const namespace = own.defaultNamespace;
  const secret = { name: `${name}-certificate`, namespace };
  return { from: 'selfManaged', names: [`${name}.${namespace}.svc`], keep: { client: own, secret } };
}
