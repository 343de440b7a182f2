import { type Duration, durationMs } from '@capstan/schema';
import type { Sync } from '../api/sync.ts';
import { type Content, digestOf, shortHash } from '../content/content.ts';
import { copyMarks } from '../marks/copy-marks.ts';
import type { Desired } from './copy-job.ts';
import { copyName } from './desired-copy.ts';

/** A copy under a name that is no longer the newest, and since when. */
export interface Superseded {
  readonly name: string;
  readonly since: string;
}

/** Copies of before that are kept at most, so that the status can name them all. */
const keptAtMost = 60;

/** The object of the plain name, which holds the name of the newest copy. */
export function aliasOf(sync: Sync, desired: Desired): Desired {
  const content = nameIn(sync, desired.name);
  const revision = digestOf(content);
  const { labels, annotations } = copyMarks(sync, { revision, path: desired.path });
  const fingerprint = shortHash(JSON.stringify([revision, annotations]));
  return { ...desired, name: copyName(sync), content, revision, fingerprint, labels, annotations, immutable: false };
}

/** A name as the only content. */
function nameIn({ kind }: Sync, name: string): Content {
  if (kind === 'ConfigMapSync') return { data: { name }, binaryData: {} };
  return { data: { name: Buffer.from(name).toString('base64') }, binaryData: {}, type: 'Opaque' };
}

/** Copies of before that may still be in use: Pods that started with one are given a while to be replaced. */
export function supersededCopies(
  sync: Sync,
  current: string,
  options: { readonly grace: Duration; readonly now: number },
): readonly Superseded[] {
  const { status, spec } = sync;
  if (spec.immutable === 'Never') return [];
  const { grace, now } = options;
  const since = new Map(status?.superseded?.map((copy) => [copy.name, copy.since]));
  return (status?.copyNames ?? [])
    .filter((name) => name !== current && name !== copyName(sync))
    .map((name) => ({ name, since: since.get(name) ?? new Date(now).toISOString().replace(/\.\d+Z$/, 'Z') }))
    .filter((copy) => now - Date.parse(copy.since) < durationMs(grace))
    .toSorted((left, right) => right.since.localeCompare(left.since))
    .slice(0, keptAtMost);
}
