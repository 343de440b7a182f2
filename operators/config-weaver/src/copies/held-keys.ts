import type { ApiError } from '@capstan/client';
import type { KubeObject } from '@capstan/schema';
import { isThisOne } from '../marks/keepers.ts';
import { mergerOf } from '../marks/merge-marks.ts';
import type { CopyJob } from './copy-job.ts';

/** Keys of others that are named at most. */
const toldKeys = 8;
const earlier = 'an earlier ';

/** In words which keys, labels and annotations somebody else holds with another value, where the server refuses for that. */
export function heldKeys(
  { causes }: ApiError,
  job: Pick<CopyJob, 'sync' | 'kind'>,
  existing: KubeObject | undefined,
): string | undefined {
  const held = causes.filter(({ reason }) => reason === 'FieldManagerConflict');
  if (held.length === 0) return undefined;
  const owner = ownerIn(job, existing);
  const keys = held.map(({ field = '', message = '' }) => `${fieldInWords(field)} belongs to ${owner(message)}`);
  const more = keys.length > toldKeys ? ` and ${keys.length - toldKeys} more` : '';
  // Nobody is left to give them up.
  const adopt = keys.every((key) => key.includes(earlier)) ? ', or set spec.conflictPolicy: Adopt' : '';
  return `${keys.slice(0, toldKeys).join(', ')}${more}; ${wayOut(held.map(({ field = '' }) => field))}${adopt}`;
}

function wayOut(fields: readonly string[]): string {
  if (fields.some((field) => emptyMap.test(field))) return 'delete the object, or let its owner put something in there';
  const where = fields.every((field) => field.startsWith('.metadata.')) ? 'of spec.metadata' : 'with spec.keys.exclude';
  return `leave ${fields.length > 1 ? 'them' : 'it'} out ${where}`;
}

/** A map is somebody's as a whole only where nothing is in it. */
const emptyMap = /^\.(metadata\.)?(\w+)$/;

const fieldInWords = (field: string) =>
  field
    .replace(emptyMap, 'the empty $2')
    .replace(/^\.(data|binaryData)\./, 'key ')
    .replace(/^\.metadata\.labels\./, 'label ')
    .replace(/^\.metadata\.annotations\./, 'annotation ');

/** Who holds a key: the sync that merged it, where its own mark on the object says which, or else a field manager. */
const ownerIn =
  ({ sync, kind }: Pick<CopyJob, 'sync' | 'kind'>, existing: KubeObject | undefined) =>
  (message: string): string => {
    const manager = /conflict with "([^"]+)"/.exec(message)?.[1] ?? 'another field manager';
    const holder = existing && mergerOf(existing.metadata, manager, kind);
    if (!holder) return manager;
    // The sync's own keys are not held against it.
    return `${isThisOne(holder, sync) ? earlier : ''}${sync.kind} ${holder.namespace}/${holder.name}`;
  };
