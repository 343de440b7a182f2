import type { InputOf, MetadataInput, ObjectRef, ResourceType } from '@capstan/schema';
import { ownerAnnotations, type SonobuoyRun } from './sonobuoy-run.ts';

/** One object of a run, with its kind erased. */
export interface RunObject {
  readonly resource: ResourceType;
  readonly ref: ObjectRef;
  readonly object: unknown;
}

/** An object of a run, marked as such. */
export function runObject<R extends ResourceType>(
  run: Pick<SonobuoyRun, 'owner'>,
  resource: R,
  object: InputOf<R> & { readonly metadata: MetadataInput & { readonly name: string } },
): RunObject {
  const { metadata } = object;
  const marked = { ...metadata, annotations: { ...metadata.annotations, ...ownerAnnotations(run.owner) } };
  return {
    resource,
    ref: { name: metadata.name, ...(metadata.namespace !== undefined && { namespace: metadata.namespace }) },
    object: { ...object, metadata: marked },
  };
}
