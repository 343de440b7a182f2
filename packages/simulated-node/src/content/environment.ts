import type { Client } from '@capstan/client';
import type { Pod } from '@capstan/schema';
import type { Container, EnvVar } from '../pod-types.ts';
import { readKeys } from './api-content.ts';
import { ContentError } from './content-error.ts';
import { podField } from './pod-fields.ts';

interface EnvironmentSource {
  readonly client: Client;
  readonly pod: Pod;
  readonly signal: AbortSignal;
}

/** The environment of a container, from its `envFrom` and `env`. */
export async function containerEnvironment(container: Container, source: EnvironmentSource): Promise<Record<string, string>> {
  const env: Record<string, string> = {};
  for (const { configMapRef, secretRef, prefix = '' } of container.envFrom ?? []) {
    const kind = configMapRef ? 'ConfigMap' : 'Secret';
    const { name = '', optional = false } = configMapRef ?? secretRef ?? {};
    const keys = await keysOf(kind, name, optional, source);
    for (const [key, value] of Object.entries(keys ?? {})) env[`${prefix}${key}`] = text(value);
  }
  for (const variable of container.env ?? []) {
    const value = await variableValue(variable, source);
    if (value !== undefined) env[variable.name] = expand(value, env);
  }
  return env;
}

/** `$(NAME)` becomes the variable's value, `$$(NAME)` stays as `$(NAME)`, and an unknown name stays as it is. */
export function expand(value: string, env: Readonly<Record<string, string>>): string {
  return value.replace(/\$\$|\$\(([^)]*)\)/g, (match, name: string | undefined) => {
    if (name === undefined) return '$';
    return Object.hasOwn(env, name) ? (env[name] ?? '') : match;
  });
}

async function variableValue({ value, valueFrom }: EnvVar, source: EnvironmentSource): Promise<string | undefined> {
  if (!valueFrom) return value ?? '';
  const { fieldRef, configMapKeyRef, secretKeyRef } = valueFrom;
  if (fieldRef) return podField(source.pod, fieldRef.fieldPath);
  const ref = configMapKeyRef ?? secretKeyRef;
  if (!ref) throw new ContentError('CreateContainerConfigError', 'this node resolves no resourceFieldRef or fileKeyRef');
  const kind = configMapKeyRef ? 'ConfigMap' : 'Secret';
  const { name = '', key, optional = false } = ref;
  const content = (await keysOf(kind, name, optional, source))?.[key];
  if (content) return text(content);
  if (optional) return undefined;
  throw new ContentError(
    'CreateContainerConfigError',
    `couldn't find key ${key} in ${kind} ${source.pod.metadata.namespace}/${name}`,
  );
}

function keysOf(kind: 'ConfigMap' | 'Secret', name: string, optional: boolean, { client, pod, signal }: EnvironmentSource) {
  return readKeys(client, { kind, name, namespace: pod.metadata.namespace ?? '', optional }, signal);
}

const text = (content: Uint8Array) => Buffer.from(content).toString('utf8');
