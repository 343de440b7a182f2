import type { ClusterConfig } from '../cluster-config.ts';
import type { FieldReader } from './field-reader.ts';
import { KubeconfigError } from './kubeconfig-error.ts';
import type { KubeconfigFile, NamedEntry } from './kubeconfig-file.ts';
import { resolveCluster } from './resolve-cluster.ts';
import { resolveUser } from './resolve-user.ts';
import { requireSelfContained } from './self-contained.ts';

export interface ResolveContextOptions {
  readonly context: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Refuse files and commands. */
  readonly selfContained: boolean;
  /** For messages: which files were read. */
  readonly files: string | undefined;
}

/** Puts one context's cluster and user together. */
export async function resolveContext(config: KubeconfigFile, options: ResolveContextOptions): Promise<ClusterConfig> {
  const context = findContext(config, options);
  const cluster = referred(context, 'cluster', config.clusters);
  const userName = context.fields.string('user');
  const user = userName === undefined ? undefined : referred(context, 'user', config.users);
  if (options.selfContained) requireSelfContained(cluster, user);
  const defaultNamespace = context.fields.string('namespace');
  return {
    ...(await resolveCluster(cluster)),
    ...(user && (await resolveUser(user, { env: options.env, clusterExtension: execExtension(cluster.fields) }))),
    ...(defaultNamespace !== undefined && { defaultNamespace }),
  };
}

function findContext(config: KubeconfigFile, { context: asked, files }: ResolveContextOptions): NamedEntry {
  const name = asked ?? config.currentContext;
  const known = [...config.contexts.keys()];
  const hint =
    known.length === 0
      ? 'The file has no contexts: add one with kubectl config set-context.'
      : `Choose one of: ${known.join(', ')}.`;
  if (name === undefined)
    throw new KubeconfigError('no context is chosen', { code: 'NoContext', file: files, field: 'current-context', hint });
  const context = config.contexts.get(name);
  if (!context)
    throw new KubeconfigError(`there is no context "${name}"`, { code: 'ContextNotFound', file: files, field: 'contexts', hint });
  return context;
}

function referred(context: NamedEntry, field: 'cluster' | 'user', entries: ReadonlyMap<string, NamedEntry>): NamedEntry {
  const name = context.fields.requiredString(field);
  const entry = entries.get(name);
  if (entry) return entry;
  throw new KubeconfigError(`names the ${field} "${name}", which does not exist`, {
    code: 'EntryNotFound',
    file: context.fields.file,
    field: `${context.fields.path}.${field}`,
    hint: entries.size === 0 ? `The file has no ${field}s.` : `Known: ${[...entries.keys()].join(', ')}.`,
  });
}

/** What a cluster keeps for exec plugins, under the name that Kubernetes reserves for it. */
function execExtension(cluster: FieldReader): unknown {
  const extension = cluster.entries('extensions').find((entry) => entry.string('name') === 'client.authentication.k8s.io/exec');
  return extension?.raw('extension');
}
