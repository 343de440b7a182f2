import { join } from 'node:path';
import type { Client } from '@capstan/client';
import { type Logger, type Manifest, run, serviceAccountClient } from '@capstan/runtime';
import { CustomResourceDefinition } from '@capstan/schema';
import { loadOperator, type Operator, type OperatorName } from './operators.ts';

const namespace = 'capstan-system';
/** Of an operator's manifests, what `up` does itself: it runs the program, and knows where hooks are answered. */
const runsIt = new Set(['Deployment', 'Service', 'PodDisruptionBudget', 'NetworkPolicy', 'ExtensionConfig']);

/** Installs an operator's CRDs and RBAC from its own manifests, so that it runs here with the same rights as in production. */
export async function installOperator(client: Client, name: OperatorName): Promise<void> {
  const operator = await loadOperator(name);
  const manifests = operator.manifests({ namespace, image: 'none', certificates: 'selfManaged' });
  for (const manifest of manifests.filter(({ kind }) => !runsIt.has(kind))) await apply(client, manifest);
}

/** Applies a manifest, whatever its kind. */
export async function apply(client: Client, manifest: Manifest): Promise<void> {
  const resource =
    manifest.kind === 'CustomResourceDefinition' ? CustomResourceDefinition : await client.discovery.resourceFor(manifest);
  await client.apply(resource, manifest as never, { force: true }); // manifests are plain JSON; the generated types spell out every optional field
}

export interface EmbeddedRun {
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Where an extension keeps its certificate. */
  readonly dataDir: string;
  readonly onReady: () => void;
}

/** Runs an operator as its ServiceAccount until the signal. */
export async function runOperator(client: Client, name: OperatorName, options: EmbeddedRun): Promise<void> {
  const { signal, logger, onReady } = options;
  const operator = await loadOperator(name, { pace: 'demo' });
  const own = serviceAccountClient(client, { serviceAccount: name, namespace }).with({ fieldManager: name });
  if (operator.type === 'extension') return runExtension(client, own, operator, options);
  await run({
    client: own,
    controllers: operator.controllers,
    signal,
    logger,
    observe: (event) => {
      if (event.type === 'ready') onReady();
    },
  });
}

/** Answers hooks on loopback, and tells the API server where. */
async function runExtension(
  client: Client,
  own: Client,
  { extension }: Extract<Operator, { readonly type: 'extension' }>,
  { signal, logger, dataDir, onReady }: EmbeddedRun,
): Promise<void> {
  const { registerExtension, runExtensions } = await import('@capstan/capi');
  const registering = Promise.withResolvers<void>();
  const running = runExtensions({
    extensions: [extension],
    client: own,
    listen: { host: '127.0.0.1', port: 0 },
    certificate: {
      from: 'selfManaged',
      names: ['127.0.0.1'],
      keep: { directory: join(dataDir, 'certificates', extension.name) },
    },
    signal,
    logger,
    onServing: ({ url, caBundle }) =>
      registerExtension(client, extension, { url, caBundle }).then(() => registering.resolve(), registering.reject),
  });
  await Promise.race([registering.promise, running]);
  onReady();
  await running;
}
