import { type HandledHook, type HookRequest, hookNames } from '@capstan/capi';
import { type Client, isApiError } from '@capstan/client';
import { ConfigMap } from '@capstan/schema';
import type { CallSubject } from '../describe-call.ts';
import { parseScript } from './parse-script.ts';
import { ScriptError } from './script-error.ts';
import type { ScriptedAnswer } from './scripted-answer.ts';

/** What is written for a hook, and where. */
export interface Script {
  /** In words, for messages: `ConfigMap default/web-hooks`. */
  readonly place: string;
  readonly answer: ScriptedAnswer;
  /** The keys that have a value, for `blockUntil`. */
  readonly keys: ReadonlySet<string>;
}

const unscripted: ScriptedAnswer = { slowMs: 0, action: { do: 'succeed', message: '' } };

/** The ConfigMap that says what hooks answer about a cluster. */
export function scriptName(cluster: CallSubject): string {
  return `${cluster.name}-hooks`;
}

/** What the hook is to answer: by the cluster's ConfigMap, else by the request's settings, else success. */
export async function findScript(
  hook: HandledHook,
  request: HookRequest,
  options: { readonly cluster?: CallSubject; readonly client?: Client; readonly signal: AbortSignal },
): Promise<Script> {
  const { cluster, client, signal } = options;
  const data = cluster && client ? await readConfigMap(client, cluster, signal) : {};
  const settings = request.settings ?? {};
  const place = cluster ? `ConfigMap ${cluster.namespace}/${scriptName(cluster)}` : 'settings';
  for (const [entries, where] of [[data, place] as const, [settings, 'settings'] as const]) {
    refuseMisspelt(entries, where);
    const text = entries[hook];
    if (text !== undefined)
      return { place, keys: valued(data, settings), answer: parseScript(hook, text, `${where}, key ${hook}`) };
  }
  return { place, keys: valued(data, settings), answer: unscripted };
}

type Entries = Readonly<Record<string, string>>;

async function readConfigMap(client: Client, cluster: CallSubject, signal: AbortSignal): Promise<Entries> {
  const ref = { namespace: cluster.namespace, name: scriptName(cluster) };
  try {
    return (await client.find(ConfigMap, ref, { signal }))?.data ?? {};
  } catch (error) {
    if (!isApiError(error)) throw error;
    throw new ScriptError(`ConfigMap ${ref.namespace}/${ref.name} cannot be read: the API server answers ${error.reason}`);
  }
}

/** A key that only looks like a hook's would be passed over in silence. */
function refuseMisspelt(entries: Entries, where: string): void {
  for (const key of Object.keys(entries)) {
    const meant = hookNames.find((name) => name !== key && name.toLowerCase() === key.toLowerCase().replaceAll(/[-_]/g, ''));
    if (meant !== undefined) throw new ScriptError(`${where}, key ${key}: the hook is written ${meant}`);
  }
}

function valued(...all: readonly Entries[]): ReadonlySet<string> {
  return new Set(all.flatMap((entries) => Object.keys(entries).filter((key) => entries[key]?.trim())));
}
