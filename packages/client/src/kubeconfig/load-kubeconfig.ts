import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ClusterConfig } from '../cluster-config.ts';
import { KubeconfigError } from './kubeconfig-error.ts';
import { type KubeconfigFile, mergeKubeconfigs, parseKubeconfig } from './kubeconfig-file.ts';
import { resolveContext } from './resolve-context.ts';

export interface LoadKubeconfigOptions {
  /** This file and no other; it must exist. */
  readonly path?: string | undefined;
  /** Several files, merged as kubectl merges `$KUBECONFIG`: missing ones are skipped, the first to set a name wins. */
  readonly paths?: readonly string[] | undefined;
  /** The contents of a kubeconfig. Relative paths in it start from the working directory. */
  readonly text?: string | undefined;
  /** The context to use. Default: `current-context`. */
  readonly context?: string | undefined;
  /**
   * The process's environment: what exec plugins are started with, and, when neither `path`, `paths` nor `text` is
   * given, where `KUBECONFIG` and `HOME` are looked up. Default: empty.
   */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /**
   * Refuses a kubeconfig that refers to files or runs commands; for text that others wrote. Default: `false`.
   */
  readonly selfContained?: boolean | undefined;
}

/** Reads one context of a kubeconfig. Throws a {@link KubeconfigError} that names file and field. */
export async function loadKubeconfig(options: LoadKubeconfigOptions): Promise<ClusterConfig> {
  const { env = {}, context, selfContained = false } = options;
  const merged = mergeKubeconfigs(await readFiles(options, env));
  return resolveContext(merged, { context, env, selfContained, files: describeSource(options, env) });
}

async function readFiles(options: LoadKubeconfigOptions, env: LoadKubeconfigOptions['env']): Promise<readonly KubeconfigFile[]> {
  if (options.text !== undefined) return [parseKubeconfig(options.text, { file: undefined, directory: path.resolve('.') })];
  if (options.path !== undefined) return [await requireFile(options.path)];
  const paths = options.paths ?? pathsFromEnvironment(env);
  const files = (await Promise.all(paths.map(readOneFile))).filter((file) => file !== undefined);
  if (files.length > 0) return files;
  throw new KubeconfigError(paths.length === 0 ? 'no kubeconfig was named' : `no kubeconfig at ${paths.join(' or ')}`, {
    code: 'FileNotFound',
    hint: 'Name one with --kubeconfig or KUBECONFIG, or start a control plane with capstan up.',
  });
}

function pathsFromEnvironment(env: LoadKubeconfigOptions['env']): readonly string[] {
  const listed = (env?.['KUBECONFIG'] ?? '').split(path.delimiter).filter((file) => file !== '');
  if (listed.length > 0) return listed;
  const home = env?.['HOME'] ?? env?.['USERPROFILE'];
  return home ? [path.join(home, '.kube', 'config')] : [];
}

function describeSource(options: LoadKubeconfigOptions, env: LoadKubeconfigOptions['env']): string | undefined {
  if (options.text !== undefined) return undefined;
  return options.path ?? (options.paths ?? pathsFromEnvironment(env)).join(path.delimiter);
}

async function requireFile(file: string): Promise<KubeconfigFile> {
  const parsed = await readOneFile(file);
  if (parsed) return parsed;
  throw new KubeconfigError('no such file', { code: 'FileNotFound', file, hint: 'Check the path.' });
}

async function readOneFile(file: string): Promise<KubeconfigFile | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new KubeconfigError('cannot be read', {
      code: 'FileUnreadable',
      file,
      cause: error,
      hint: 'Check that it is a file you may read.',
    });
  }
  return parseKubeconfig(text, { file, directory: path.dirname(path.resolve(file)) });
}
