import path from 'node:path';
import type { Authentication, ClusterConfig, ExecPlugin, Impersonation } from '../cluster-config.ts';
import { Token } from '../token.ts';
import type { FieldReader } from './field-reader.ts';
import type { NamedEntry } from './kubeconfig-file.ts';
import { readClientCertificate } from './pem-field.ts';

export interface ResolveUserOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clusterExtension: unknown;
}

type UserConfig = Pick<ClusterConfig, 'clientCertificate' | 'authentication' | 'impersonate'>;

/** How a kubeconfig's user authenticates. */
export async function resolveUser(entry: NamedEntry, options: ResolveUserOptions): Promise<UserConfig> {
  const clientCertificate = await readClientCertificate(entry);
  const impersonate = readImpersonation(entry.fields);
  return {
    authentication: readAuthentication(entry, options),
    ...(clientCertificate && { clientCertificate }),
    ...(impersonate && { impersonate }),
  };
}

function readAuthentication(entry: NamedEntry, options: ResolveUserOptions): Authentication {
  const { fields, directory } = entry;
  const tokenFile = fields.string('tokenFile');
  const token = fields.string('token');
  const username = fields.string('username');
  if (fields.has('exec')) {
    if (token ?? tokenFile ?? username) throw fields.error('exec', 'stands beside a token or password', 'Keep only one of them.');
    return { type: 'exec', plugin: readExecPlugin(entry, options) };
  }
  if (fields.has('auth-provider')) {
    throw fields.error('auth-provider', 'is no longer supported by Kubernetes', "Use the provider's exec plugin instead.");
  }
  // As in kubectl, a token file wins over a token.
  if (tokenFile !== undefined) return { type: 'tokenFile', path: path.resolve(directory, tokenFile) };
  if (token !== undefined) return { type: 'token', token: Token.of(token) };
  if (username !== undefined) return { type: 'basic', username, password: Token.of(fields.string('password') ?? '') };
  return { type: 'anonymous' };
}

function readExecPlugin(entry: NamedEntry, { env, clusterExtension }: ResolveUserOptions): ExecPlugin {
  const exec = entry.fields.nested('exec');
  const variables = exec
    .entries('env')
    .map((variable) => [variable.requiredString('name'), variable.string('value') ?? ''] as const);
  if (exec.string('interactiveMode') === 'Always') {
    throw exec.error(
      'interactiveMode',
      'is Always, but there is no terminal to ask on',
      'Use a plugin that needs no input, or a token.',
    );
  }
  const installHint = exec.string('installHint');
  return {
    apiVersion: readExecVersion(exec),
    command: resolveCommand(exec.requiredString('command'), entry.directory),
    args: exec.strings('args'),
    environment: () => ({ ...env, ...Object.fromEntries(variables) }),
    provideClusterInfo: exec.boolean('provideClusterInfo'),
    ...(clusterExtension !== undefined && { clusterExtension }),
    ...(installHint !== undefined && { installHint }),
  };
}

function readExecVersion(exec: FieldReader): ExecPlugin['apiVersion'] {
  const version = exec.requiredString('apiVersion');
  if (version === 'client.authentication.k8s.io/v1' || version === 'client.authentication.k8s.io/v1beta1') return version;
  throw exec.error(
    'apiVersion',
    `"${version}" is not supported`,
    'Update the plugin: it must speak client.authentication.k8s.io/v1.',
  );
}

/** A name is looked up in PATH; a path with a slash starts from the kubeconfig's folder. */
function resolveCommand(command: string, directory: string): string {
  return /[/\\]/.test(command) ? path.resolve(directory, command) : command;
}

function readImpersonation(fields: FieldReader): Impersonation | undefined {
  const user = fields.string('as');
  const groups = fields.strings('as-groups');
  const uid = fields.string('as-uid');
  const extraFields = fields.nested('as-user-extra');
  if (user === undefined) {
    if (groups.length > 0 || uid !== undefined || !extraFields.empty) {
      throw fields.error('as', 'is missing, but groups, a uid or extra values to act with are set', 'Name the user to act as.');
    }
    return undefined;
  }
  const extra = Object.fromEntries(extraFields.names().map((name) => [name, extraFields.strings(name)]));
  return {
    user,
    ...(groups.length > 0 && { groups }),
    ...(uid !== undefined && { uid }),
    ...(!extraFields.empty && { extra }),
  };
}
