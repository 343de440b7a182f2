import { deepEqual, type FieldError } from '@capstan/schema';
import type { MutableObject } from '../resources/served-kind.ts';
import type { Strategy } from '../resources/strategies/strategy.ts';
import { cleanupFinalizer, type Definition, isTrue, storageVersionOf } from './definition.ts';
import { withCondition } from './definition-conditions.ts';
import { defaultDefinition } from './definition-defaults.ts';
import { definitionErrors, definitionUpdateErrors } from './definition-validation/definition-errors.ts';

/** What is particular to writing CustomResourceDefinitions. */
export const definitionStrategy: Partial<Strategy> = {
  prepareCreate(object) {
    defaultDefinition(object);
    const storage = storageVersionOf(definitionOf(object));
    object['status'] = {
      conditions: null,
      acceptedNames: { plural: '', kind: '' },
      storedVersions: storage === '' ? [] : [storage],
    };
  },

  prepareUpdate(object, live) {
    defaultDefinition(object);
    const next = definitionOf(object);
    const storage = storageVersionOf(next);
    const storedVersions = next.status?.storedVersions ?? [];
    if (storage === storageVersionOf(definitionOf(live)) || storedVersions.includes(storage)) return;
    object['status'] = { ...next.status, storedVersions: [...storedVersions, storage] };
  },

  validate(object, live): readonly FieldError[] {
    const next = definitionOf(object);
    if (!live) return definitionErrors(next);
    const before = definitionOf(live);
    // Status is the business of its writers; a definition that was accepted once stays so.
    if (deepEqual(next.spec, before.spec) && deepEqual(next.metadata.annotations, before.metadata.annotations)) return [];
    return definitionUpdateErrors(next, before, isTrue(before, 'Established'));
  },

  // The finalizer comes with the deletion, and goes when the controller has removed all custom resources.
  isHeld: ({ metadata }) => !metadata.deletionTimestamp,

  markDeleted(object) {
    const { metadata } = object;
    const { finalizers = [] } = metadata;
    if (finalizers.includes(cleanupFinalizer)) return;
    metadata.finalizers = [...finalizers, cleanupFinalizer];
    if (metadata.generation) metadata.generation -= 1; // unlike others, this deletion does not count
    const { status } = withCondition(definitionOf(object), {
      type: 'Terminating',
      status: 'True',
      reason: 'InstanceDeletionPending',
      message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
      time: metadata.deletionTimestamp ?? '',
    });
    object['status'] = status;
  },
};

const definitionOf = (object: MutableObject): Definition => object as unknown as Definition; // decoded against its schema
