import type { Client } from '@capstan/client';
import { ConfigMap, type InputOf, Namespace, Role, RoleBinding, ServiceAccount } from '@capstan/schema';
import { type Right, type TestEnv, untilRightsAre } from '@capstan/testenv';
import { ConfigMapSync, type SecretSync } from '../index.ts';

/** All that a sync needs in a target namespace. */
export const everything = ['get', 'create', 'patch', 'delete'];
export const account = 'weaver';
export const userOf = (tenant: string): string => `system:serviceaccount:${tenant}:${account}`;

/** The sync, the source and the copies of most tests are called `app`. */
export const app = (namespace: string) => ({ name: 'app', namespace });

export interface Grant {
  readonly namespace: string;
  /** Namespace of the ServiceAccount that is let in. */
  readonly tenant: string;
  readonly verbs?: readonly string[];
  readonly resources?: readonly string[];
}

/** Each verb on each resource of a namespace. */
export const rightsOn = (namespace: string, verbs: readonly string[], resources: readonly string[]): readonly Right[] =>
  resources.flatMap((resource) => verbs.map((verb) => ({ verb, resource, namespace })));

/** What the owner of a namespace does to let a tenant in, a Role and a RoleBinding, done when what these give counts, and no more. */
export async function grant(
  client: Client,
  { namespace, tenant, verbs = everything, resources = ['configmaps'] }: Grant,
): Promise<void> {
  const name = grantOf(tenant);
  await client.apply(Role, { metadata: { name, namespace }, rules: [{ apiGroups: [''], resources, verbs }] }, { force: true });
  await client.apply(RoleBinding, {
    metadata: { name, namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace: tenant }],
  });
  await untilRightsAre(client, 'given', userOf(tenant), rightsOn(namespace, verbs, resources));
  const withheld = everything.filter((verb) => !verbs.includes(verb));
  await untilRightsAre(client, 'gone', userOf(tenant), rightsOn(namespace, withheld, resources), {
    givenBy: { name, namespace },
  });
}

export const grantOf = (tenant: string): string => `weaver-of-${tenant}`;

/** A tenant's namespace: a ServiceAccount that may read there, and what it shares. */
export async function tenantNamespace(env: TestEnv, data: Readonly<Record<string, string>> = { color: 'blue' }): Promise<string> {
  const namespace = await env.namespace();
  await env.client.create(ServiceAccount, { metadata: { name: account, namespace } });
  await grant(env.client, { namespace, tenant: namespace, verbs: ['get'], resources: ['configmaps', 'secrets'] });
  await env.client.create(ConfigMap, { metadata: { name: 'app', namespace }, data });
  return namespace;
}

export interface OpenNamespace extends Pick<Grant, 'verbs' | 'resources'> {
  readonly labels?: Readonly<Record<string, string>>;
}

/** A namespace whose owner lets a tenant in. */
export async function openNamespace(env: TestEnv, tenant: string, options: OpenNamespace = {}): Promise<string> {
  const { labels = {}, ...rights } = options;
  const namespace = await env.namespace({ labels });
  await grant(env.client, { namespace, tenant, ...rights });
  return namespace;
}

/** So many of them, sorted. */
export async function openNamespaces(
  env: TestEnv,
  tenant: string,
  count: number,
  options: OpenNamespace = {},
): Promise<readonly string[]> {
  const namespaces: string[] = [];
  while (namespaces.length < count) namespaces.push(await openNamespace(env, tenant, options));
  return namespaces.sort();
}

/** Labels of the namespaces that a tenant's selectors match. */
export const tier = (tenant: string) => ({ tier: `of-${tenant}` });
export const selectorOf = (tenant: string) => ({ matchLabels: tier(tenant) });

/** Creates the sync `app` of the ConfigMap `app`. */
export async function makeSync(
  client: Client,
  namespace: string,
  spec: Partial<InputOf<typeof ConfigMapSync>['spec']>,
): Promise<ConfigMapSync> {
  return client.create(ConfigMapSync, {
    metadata: { name: 'app', namespace },
    spec: { ...(!spec.sources && { source: { name: 'app' } }), serviceAccount: { name: account }, ...spec },
  });
}

export interface ReadySync {
  /** The tenant's namespace. */
  readonly from: string;
  readonly targets: readonly string[];
  /** The first of the targets. */
  readonly to: string;
  readonly sync: ConfigMapSync;
}

/** A tenant's sync `app` that has its copies in so many namespaces that let it in. */
export async function readySync(
  env: TestEnv,
  { targets: count = 1, ...spec }: Parameters<typeof makeSync>[2] & { readonly targets?: number } = {},
): Promise<ReadySync> {
  const from = await tenantNamespace(env);
  const targets = await openNamespaces(env, from, count);
  await makeSync(env.client, from, { syncToNamespaces: [...targets], ...spec });
  const sync = await env.eventually(ConfigMapSync, app(from), isReady);
  return { from, targets, to: targets[0] ?? '', sync };
}

/** Deletes the sync `app`, and is done when it is gone. */
export async function deleteSync(env: TestEnv, namespace: string): Promise<void> {
  await env.client.delete(ConfigMapSync, app(namespace));
  await env.eventuallyGone(ConfigMapSync, app(namespace));
}

export const merge = (body: object) => ({ type: 'merge', body }) as const;

type AnySync = ConfigMapSync | SecretSync;

const conditionOf = (sync: AnySync, type: string) => sync.status?.conditions?.find((condition) => condition.type === type);

export const readyOf = (sync: AnySync) => conditionOf(sync, 'Ready');
export const reasonOf = (sync: AnySync, type: string): string | undefined => conditionOf(sync, type)?.reason;
export const messageOf = (sync: AnySync, type: string): string | undefined => conditionOf(sync, type)?.message;

/** `Ready` of a sync with copies that somebody must allow or clear first: how many of how many are right, and why not all. */
export const refused = (progress: string, message: string) =>
  ({ status: 'False', reason: 'TargetsRefused', message: `${progress} copies are up to date: ${message}` }) as const;

export const isReady = (sync: AnySync): boolean =>
  sync.status?.observedGeneration === sync.metadata.generation &&
  (sync.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false);

export const hasReason =
  (type: string, reason: string) =>
  (sync: AnySync): boolean =>
    reasonOf(sync, type) === reason;

/** Whether a sync tells this of one of its targets, and not that it has not seen yet what is there. */
export const hasTrouble =
  (reason: string) =>
  ({ status }: AnySync): boolean =>
    status?.targets?.some((target) => target.reason === reason) ?? false;

/** A wait that ends before anything is looked at again without an event. */
export const atOnce = { timeout: '20s' } as const;

/** A real cluster looks again only after seconds whether a namespace is empty. */
export const namespaceGone = (env: TestEnv, name: string): Promise<void> =>
  env.eventuallyGone(Namespace, { name }, { timeout: '60s' });

/** What the owner of a namespace does to shut a tenant out, done when it is, but for what somebody else lets it do there. */
export async function revoke(client: Client, namespace: string, tenant: string): Promise<void> {
  const binding = { name: grantOf(tenant), namespace };
  await client.delete(RoleBinding, binding);
  const rights = rightsOn(namespace, everything, ['configmaps', 'secrets']);
  await untilRightsAre(client, 'gone', userOf(tenant), rights, { givenBy: binding });
}
