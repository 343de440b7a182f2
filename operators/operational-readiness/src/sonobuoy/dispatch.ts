import { type Client, isApiError } from '@capstan/client';
import type { InputOf, KubeObject, ResourceType } from '@capstan/schema';
import { reportUidAnnotation, runAnnotation } from '../api/names.ts';
import { ReadinessError } from '../readiness-error.ts';
import type { RunObject } from './run-object.ts';
import { runObjects } from './run-objects.ts';
import type { RunOwner, SonobuoyRun } from './sonobuoy-run.ts';

export interface DispatchOptions {
  readonly signal?: AbortSignal;
}

/**
 * Makes what the run needs in the workload cluster. **Guarantees**: what this very run made before is adopted, so it may be
 * called again after any crash; what belongs to somebody else is never touched, and refused with `ForeignRun`.
 */
export async function dispatch(workload: Client, run: SonobuoyRun, options: DispatchOptions = {}): Promise<void> {
  for (const object of runObjects(run)) await ensure(workload, object, run.owner, options);
}

/** Makes one object, or finds it made by this run. */
export async function ensure(workload: Client, wanted: RunObject, owner: RunOwner, { signal }: DispatchOptions): Promise<void> {
  const options = { ...(signal && { signal }) };
  try {
    // runObject() tied the object to its kind; a list of several kinds forgets which.
    await workload.create(wanted.resource, wanted.object as InputOf<ResourceType>, options);
  } catch (error) {
    if (!isApiError(error, 'AlreadyExists')) throw error;
    const existing: KubeObject | undefined = await workload.find(wanted.resource, wanted.ref, options);
    if (existing) checkOwner(existing, wanted, owner);
    else throw stillRemoving(wanted); // it went between the two calls
  }
}

function checkOwner(existing: KubeObject, wanted: RunObject, owner: RunOwner): void {
  if (ownership(existing, owner) === 'foreign') throw foreign(existing, wanted);
  if (existing.metadata.deletionTimestamp !== undefined || ownership(existing, owner) === 'earlier') throw stillRemoving(wanted);
}

/** Whose an object is: this run's, an earlier run's of the same report, or somebody else's. */
export function ownership({ metadata }: KubeObject, owner: RunOwner): 'own' | 'earlier' | 'foreign' {
  if (metadata.annotations?.[reportUidAnnotation] !== owner.reportUid) return 'foreign';
  return metadata.annotations[runAnnotation] === owner.run ? 'own' : 'earlier';
}

const where = ({ resource, ref }: RunObject) =>
  `${resource.kind} ${ref.namespace === undefined ? '' : `${ref.namespace}/`}${ref.name}`;

function foreign({ metadata }: KubeObject, wanted: RunObject): ReadinessError {
  const run = metadata.annotations?.[runAnnotation];
  const whose = run === undefined ? 'was not made by this operator' : `belongs to the run ${run}`;
  return new ReadinessError(`${where(wanted)} is there already and ${whose}`, {
    code: 'ForeignRun',
    hint: "Wait for it or remove it ('sonobuoy delete'), or give the profile another spec.sonobuoy.namespace.",
  });
}

const stillRemoving = (wanted: RunObject) =>
  new ReadinessError(`${where(wanted)} of an earlier run is still being removed`, { code: 'StillRemoving' });
