import { modified, notFound } from '../errors/status-error.ts';
import type { MutableObject } from '../resources/served-kind.ts';
import type { StoredObject } from '../storage/store.ts';
import { createObject } from './create-object.ts';
import { mergeConfiguration } from './field-ownership.ts';
import type { Target, WriteContext } from './object-verbs.ts';
import { updateObject } from './update-object.ts';
import { keyOf, type WriteEnvironment } from './write-environment.ts';

type ApplyContext = WriteContext & { readonly force: boolean };

/** Server-side apply: creates what isn't there, merges into what is. */
export async function applyObject(
  env: WriteEnvironment,
  target: Target,
  configuration: MutableObject,
  context: ApplyContext,
): Promise<{ readonly object: StoredObject; readonly created: boolean }> {
  const configured = forThisPart(configuration, target);
  if (!env.store.get(keyOf(target))) return { object: await createByApply(env, target, configured, context), created: true };
  const change = (live: MutableObject) => mergeConfiguration(live, configured, target, context, env.clock());
  return { object: await updateObject(env, target, change, context, 'owned'), created: false };
}

async function createByApply(
  env: WriteEnvironment,
  target: Target,
  configuration: MutableObject,
  context: ApplyContext,
): Promise<StoredObject> {
  const { kind, name, subresource } = target;
  if (subresource !== '') throw notFound(kind, name);
  if (configuration.metadata.uid) throw modified(kind, name);
  // There is nothing it could be older than.
  delete configuration.metadata.resourceVersion;
  const object = mergeConfiguration(undefined, configuration, target, context, env.clock());
  return createObject(env, target, object, context, 'owned');
}

/** The main object's status, and everything but status below `status`, are not this request's to set: they are not owned either. */
function forThisPart(configuration: MutableObject, { subresource, version }: Target): MutableObject {
  const { status, ...rest } = configuration;
  if (subresource === '') return version.subresources.status ? rest : configuration;
  if (subresource !== 'status') return configuration;
  const { apiVersion, kind, metadata } = rest;
  const { name, namespace, uid, resourceVersion } = metadata;
  return {
    ...(apiVersion && { apiVersion }),
    ...(kind && { kind }),
    metadata: {
      ...(name && { name }),
      ...(namespace && { namespace }),
      ...(uid && { uid }),
      ...(resourceVersion && { resourceVersion }),
    },
    ...(status !== undefined && { status }),
  };
}
