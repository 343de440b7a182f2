import { applyObject } from './apply-object.ts';
import { createObject } from './create-object.ts';
import { deleteObject } from './delete-object.ts';
import type { ObjectVerbs } from './object-verbs.ts';
import { updateObject } from './update-object.ts';
import type { WriteEnvironment } from './write-environment.ts';

/** The verbs on the objects of a store. */
export function createObjectVerbs(env: WriteEnvironment): ObjectVerbs {
  return {
    create: (target, object, context) => createObject(env, target, object, context),
    update: (target, change, context) => updateObject(env, target, change, context),
    apply: (target, configuration, context) => applyObject(env, target, configuration, context),
    delete: (target, options, context) => deleteObject(env, target, options, context),
  };
}
