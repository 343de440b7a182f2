import { readdirSync, readFileSync } from 'node:fs';
import type { HookName } from '../hooks/hook-names.ts';

/** A request as the real Cluster API 1.14.2 sent it, below the extension's address. */
export interface RecordedHook {
  readonly hook: HookName;
  readonly path: string;
  readonly body: Record<string, unknown>;
}

const folder = new URL('./recorded-hooks/', import.meta.url);

export const recordedHooks: readonly RecordedHook[] = readdirSync(folder)
  .sort()
  .map((file) => ({ hook: file.replace('.json', '') as HookName, ...JSON.parse(readFileSync(new URL(file, folder), 'utf8')) }));

export function recorded(hook: HookName): RecordedHook {
  const found = recordedHooks.find((candidate) => candidate.hook === hook);
  if (!found) throw new Error(`no ${hook} was recorded`);
  return found;
}
