import { type FieldSet, setOf } from './field-set.ts';
import { fieldElement } from './path-element.ts';

/** Fields that nobody ever owns. */
export const untracked: FieldSet = setOf([
  ['f:apiVersion'],
  ['f:kind'],
  ['f:metadata'],
  ...[
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'clusterName',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map((name) => ['f:metadata', fieldElement(name)]),
]);

/** A set of fields told by paths like `status` or `metadata.labels`. */
export const setOfFields = (paths: readonly string[]): FieldSet => setOf(paths.map((path) => path.split('.').map(fieldElement)));
