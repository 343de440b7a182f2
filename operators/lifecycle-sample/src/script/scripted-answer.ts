import type { JsonArray, JsonObject } from '@capstan/schema';

/** Ways to answer that no caller should accept. */
export const rubbishKinds = ['notJson', 'empty', 'noStatus', 'unknownStatus', 'wrongType', 'http500'] as const;
export type RubbishKind = (typeof rubbishKinds)[number];

/** What patches change: a JSON Patch or merge patch for each kind of template, or all that was asked for. */
export type ScriptedPatches = 'desired' | { readonly [kind: string]: JsonArray | JsonObject };

export type ScriptedAction =
  | { readonly do: 'succeed'; readonly message: string }
  | { readonly do: 'fail'; readonly message: string }
  | { readonly do: 'block'; readonly forMs: number; readonly retryAfterSeconds: number }
  | { readonly do: 'blockUntil'; readonly key: string; readonly retryAfterSeconds: number }
  | { readonly do: 'rubbish'; readonly kind: RubbishKind }
  | { readonly do: 'patch'; readonly patches: ScriptedPatches }
  | { readonly do: 'variables'; readonly variables: readonly JsonObject[] }
  | { readonly do: 'upgradePlan'; readonly controlPlane: readonly string[]; readonly workers: readonly string[] };

/** What a script says of one hook. */
export interface ScriptedAnswer {
  /** Waits so long before it answers. */
  readonly slowMs: number;
  readonly action: ScriptedAction;
}
