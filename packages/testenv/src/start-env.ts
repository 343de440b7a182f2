import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient, isApiError, loadKubeconfig } from '@capstan/client';
import { type ManagerEvent, run } from '@capstan/runtime';
import {
  CustomResourceDefinition,
  type DefinedResource,
  Namespace,
  type ObjectRef,
  ServiceAccount,
  type TokenRequest,
} from '@capstan/schema';
import type { ControlPlane } from './control-plane.ts';
import { controllerIdentity } from './controller-identity.ts';
import { untilDiscovered } from './discovered.ts';
import { startEmbedded } from './embedded.ts';
import { waitFor } from './eventually.ts';
import { untilRightsAre } from './rights-in-effect.ts';
import { sharedEnvtest } from './shared-envtest.ts';
import type { TestEnv, TestEnvOptions } from './test-env.ts';
import { TestEnvError } from './test-env-error.ts';

/**
 * A control plane for one test: embedded, or a real kube-apiserver when `CAPSTAN_CONTROL_PLANE` is `envtest` (binaries
 * from `KUBEBUILDER_ASSETS`).
 *
 * @example
 * await using env = await testEnv({ resources: [ConfigMapSync], controllers: [configMapSync] });
 * const namespace = await env.namespace();
 */
export async function testEnv(options: TestEnvOptions = {}): Promise<TestEnv> {
  await using made = new AsyncDisposableStack();
  const controlPlane = made.use(await startControlPlane(options));
  const directory = await mkdtemp(join(tmpdir(), 'capstan-testenv-'));
  made.defer(() => rm(directory, { recursive: true, force: true }));
  const kubeconfigPath = join(directory, 'kubeconfig');
  await writeFile(kubeconfigPath, controlPlane.kubeconfig, { mode: 0o600 });
  const client = made.use(createClient(await loadKubeconfig({ path: kubeconfigPath }), { fieldManager: 'testenv' }));
  for (const resource of options.resources ?? []) await install(client, resource);
  if (controlPlane.name === 'envtest') {
    made.defer(() => removeObjects(client, options.resources ?? []));
    await untilDiscovered(client, options.resources ?? []);
  }

  const events: ManagerEvent[] = [];
  made.use(await startControllers(client, options, events));
  return assemble({ controlPlane, client, kubeconfigPath, events, made: made.move() });
}

async function startControlPlane({ controlPlane, cluster = 'default' }: TestEnvOptions): Promise<ControlPlane> {
  const name = controlPlane ?? process.env['CAPSTAN_CONTROL_PLANE'] ?? 'embedded';
  if (name === 'embedded') return startEmbedded();
  const assets = process.env['KUBEBUILDER_ASSETS'];
  if (name === 'envtest' && assets) return sharedEnvtest(assets, cluster);
  throw new TestEnvError(name === 'envtest' ? 'KUBEBUILDER_ASSETS is not set' : `there is no control plane "${name}"`, {
    code: 'AssetsMissing',
    hint: "Run 'npm run test:real', which sets it up; or set CAPSTAN_CONTROL_PLANE to 'embedded' or 'envtest'.",
  });
}

/** A real control plane serves the next test too, which must not find this one's objects. */
async function removeObjects(client: Client, resources: readonly DefinedResource[]): Promise<void> {
  for (const resource of resources) {
    for await (const { metadata } of client.list(resource)) {
      const ref = { name: metadata.name, namespace: metadata.namespace };
      if (metadata.finalizers) await release(client, resource, ref);
      await client.delete(resource, ref);
    }
  }
}

/** Takes an object's finalizers off, unless it is gone already: collected with its owner, or let go of by who held it. */
async function release(client: Client, resource: DefinedResource, ref: ObjectRef): Promise<void> {
  try {
    await client.patch(resource, ref, { type: 'merge', body: { metadata: { finalizers: null } } });
  } catch (error) {
    if (!isApiError(error, 'NotFound')) throw error;
  }
}

async function install(client: Client, resource: DefinedResource): Promise<void> {
  const crd = resource.crd();
  // The manifest is JSON whose shape `crd()` guarantees; the generated type spells out every field of OpenAPI.
  await client.apply(CustomResourceDefinition, crd as never, { force: true });
  const established = (definition: CustomResourceDefinition | undefined) =>
    definition?.status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True') ?? false;
  await waitFor(
    { client, resource: CustomResourceDefinition, ref: { name: crd.metadata.name }, timeout: '60s', events: [] },
    established,
  );
  await served(client, resource);
}

/** kube-apiserver says Established a moment before it serves the kind. */
async function served(client: Client, resource: DefinedResource): Promise<void> {
  const deadline = AbortSignal.timeout(60_000);
  for (;;) {
    try {
      await client.listPage(resource, { pageSize: 1, signal: deadline });
      return;
    } catch (error) {
      if (!isApiError(error, 'NotFound')) throw error;
    }
  }
}

async function startControllers(
  client: Client,
  { controllers = [] }: TestEnvOptions,
  events: ManagerEvent[],
): Promise<AsyncDisposable> {
  const stopping = new AbortController();
  const running: Promise<void>[] = [];
  for (const controller of controllers) {
    const who = await controllerIdentity(client, controller, suffix());
    const ready = Promise.withResolvers<void>();
    const ended = run({
      client: await clientAs(client, who),
      controllers: [controller],
      signal: stopping.signal,
      observe: (event) => {
        events.push(event);
        if (event.type === 'ready') ready.resolve();
      },
    });
    running.push(ended);
    await Promise.race([ready.promise, ended]);
  }
  return {
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

interface Parts {
  readonly controlPlane: ControlPlane;
  readonly client: Client;
  readonly kubeconfigPath: string;
  readonly events: readonly ManagerEvent[];
  readonly made: AsyncDisposableStack;
}

function assemble({ controlPlane, client, kubeconfigPath, events, made }: Parts): TestEnv {
  return {
    controlPlane: controlPlane.name,
    server: controlPlane.server,
    client,
    kubeconfigPath,
    events,
    clientAs: (who) => clientAs(client, who),
    eventuallyAllowed({ serviceAccount, namespace }, { group, plural: resource }, { verbs, ...where }) {
      const rights = verbs.map((verb) => ({ verb, group, resource, ...where }));
      return untilRightsAre(client, 'given', `system:serviceaccount:${namespace}:${serviceAccount}`, rights);
    },
    async namespace({ labels } = {}) {
      const name = `test-${suffix()}`;
      await client.create(Namespace, { metadata: { name, ...(labels && { labels }) } });
      await waitFor(
        { client, resource: ServiceAccount, ref: { name: 'default', namespace: name }, timeout: '60s', events },
        (account) => account !== undefined,
      );
      return name;
    },
    async eventually(resource, ref, condition, { timeout = '30s' } = {}) {
      const object = await waitFor(
        { client, resource, ref, timeout, events },
        (candidate) => candidate !== undefined && condition(candidate),
      );
      if (!object) throw new TestEnvError('a wait ended without an object', { code: 'NeverHappened' });
      return object;
    },
    async eventuallyGone(resource, ref, { timeout = '30s' } = {}) {
      await waitFor({ client, resource, ref, timeout, events }, (object) => object === undefined);
    },
    [Symbol.asyncDispose]: () => made.disposeAsync(),
  };
}

async function clientAs(client: Client, who: { readonly serviceAccount: string; readonly namespace: string }): Promise<Client> {
  const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } };
  const ref = { name: who.serviceAccount, namespace: who.namespace };
  const { status } = (await client.createSubresource(ServiceAccount, ref, 'token', request)) as TokenRequest; // what the subresource answers
  const token = status?.token ?? '';
  return client.with({ token: () => token });
}

const suffix = () => randomBytes(4).toString('hex');
