import { expect, test } from 'vitest';
import type { MutableObject } from '../resources/served-kind.ts';
import type { Definition } from './definition.ts';
import { definitionStrategy } from './definition-strategy.ts';
import { thingDefinition, thingVersion } from './test-support/definitions.ts';

function created(definition: MutableObject): MutableObject {
  definitionStrategy.prepareCreate?.(definition);
  return definition;
}

function errorsOf(definition: MutableObject, live?: MutableObject): string[] {
  return (definitionStrategy.validate?.(definition, live) ?? []).map(({ field, message }) => `${field}: ${message}`);
}

const statusOf = (definition: MutableObject) => definition['status'] as NonNullable<Definition['status']>; // made by the strategy

test('a new definition is filled in, and remembers the version that it stores', () => {
  const definition = created(thingDefinition());

  expect(definition['spec']).toMatchObject({
    names: { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' },
    conversion: { strategy: 'None' },
  });
  expect(statusOf(definition)).toEqual({ conditions: null, acceptedNames: { plural: '', kind: '' }, storedVersions: ['v1'] });
  expect(errorsOf(definition)).toEqual([]);
});

const label = 'a DNS-1035 label must consist of lower case alphanumeric characters';

test.each<[string, MutableObject, string[]]>([
  [
    'another name',
    thingDefinition({}, { name: 'wrong.ex.io' }),
    ['metadata.name: Invalid value: "wrong.ex.io": must be spec.names.plural+"."+spec.group'],
  ],
  [
    'a group without a dot',
    thingDefinition({ group: 'ex' }),
    ['spec.group: Invalid value: "ex": should be a domain with at least one dot'],
  ],
  ['no scope', thingDefinition({ scope: '' }), ['spec.scope: Required value']],
  [
    'another scope',
    thingDefinition({ scope: 'Foo' }),
    ['spec.scope: Unsupported value: "Foo": supported values: "Cluster", "Namespaced"'],
  ],
  [
    'no schema',
    thingDefinition({ versions: [{ name: 'v1', served: true, storage: true }] }),
    ['spec.versions[0].schema.openAPIV3Schema: Required value'],
  ],
  [
    'the same name for kind and list',
    thingDefinition({ names: { plural: 'things', kind: 'Thing', listKind: 'Thing' } }),
    ['spec.names.listKind: Invalid value: "Thing": kind and listKind may not be the same'],
  ],
  [
    'no kind',
    thingDefinition({ names: { plural: 'things', kind: '' } }),
    ['spec.names.singular: Required value', 'spec.names.kind: Required value', 'spec.names.listKind: Required value'],
  ],
  [
    'a protected group without approval',
    thingDefinition({ group: 'x.k8s.io' }),
    [
      'metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111',
    ],
  ],
  [
    'an unknown conversion',
    thingDefinition({ conversion: { strategy: 'Foo' } }),
    ['spec.conversion.strategy: Unsupported value: "Foo": supported values: "None", "Webhook"'],
  ],
  [
    'a webhook conversion without webhook',
    thingDefinition({ conversion: { strategy: 'Webhook' } }),
    [
      'spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook',
      'spec.conversion.conversionReviewVersions: Required value',
    ],
  ],
  [
    'preserved unknown fields',
    thingDefinition({ preserveUnknownFields: true }),
    [
      'spec.preserveUnknownFields: Invalid value: true: cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
    ],
  ],
  [
    'a column of no type',
    thingDefinition({ versions: [thingVersion({ additionalPrinterColumns: [{ name: '', type: 'foo', jsonPath: 'x' }] })] }),
    [
      'spec.additionalPrinterColumns[0].name: Required value',
      'spec.additionalPrinterColumns[0].type: Invalid value: "foo": must be one of boolean,date,integer,number,string',
      'spec.additionalPrinterColumns[0].JSONPath: Invalid value: "x": must be a simple json path starting with .',
    ],
  ],
  [
    'a scale elsewhere',
    thingDefinition({
      versions: [
        thingVersion({
          subresources: { scale: { specReplicasPath: '', statusReplicasPath: '.spec.x', labelSelectorPath: '.foo' } },
        }),
      ],
    }),
    [
      'spec.subresources.scale.specReplicasPath: Required value',
      'spec.subresources.scale.statusReplicasPath: Invalid value: ".spec.x": should be a json path under .status',
      'spec.subresources.scale.labelSelectorPath: Invalid value: ".foo": should be a json path under either .spec or .status',
    ],
  ],
])('a definition with %s is refused', (_, definition, errors) => {
  expect(errorsOf(created(definition))).toEqual(errors);
});

test('names and versions are labels', () => {
  const names = { plural: 'things', kind: 'thing_X', shortNames: ['A B'] };

  expect(errorsOf(created(thingDefinition({ names, versions: [thingVersion({ name: 'V_1' })] })))).toEqual([
    expect.stringContaining(`spec.versions[0].name: Invalid value: "V_1": ${label}`),
    expect.stringContaining(`spec.version: Invalid value: "V_1": ${label}`),
    expect.stringContaining('spec.names.singular: Invalid value: "thing_x"'),
    expect.stringContaining('spec.names.kind: Invalid value: "thing_X": may have mixed case, but should otherwise match'),
    expect.stringContaining('spec.names.listKind: Invalid value: "thing_XList"'),
    expect.stringContaining('spec.names.shortNames[0]: Invalid value: "A B"'),
  ]);
});

test('exactly one version is stored, and no two have one name', () => {
  const printed =
    '[{"Name":"v1","Served":true,"Storage":false,"Deprecated":false,"DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,"SelectableFields":null}]';

  expect(errorsOf(created(thingDefinition({ versions: [thingVersion({ storage: false })] })))).toEqual([
    `spec.versions: Invalid value: ${printed}: must have exactly one version marked as storage version`,
    'status.storedVersions: Invalid value: null: must have at least one stored version',
  ]);
  expect(errorsOf(created(thingDefinition({ versions: [thingVersion(), thingVersion({ storage: false })] })))).toEqual([
    expect.stringMatching(/^spec.versions: Invalid value: .*: must contain unique version names$/),
  ]);
});

function established(definition: MutableObject): MutableObject {
  const live = created(definition);
  live['status'] = { ...statusOf(live), conditions: [{ type: 'Established', status: 'True' }] };
  return live;
}

test('scope and kind of an established definition stay as they are', () => {
  const live = established(thingDefinition());
  const next = structuredClone(live);
  Object.assign(next['spec'] as object, { scope: 'Cluster' });

  expect(errorsOf(next, live)).toEqual(['spec.scope: Invalid value: "Cluster": field is immutable']);
  expect(errorsOf(next, created(thingDefinition()))).toEqual([]);
});

test('another storage version is added to those that objects may be stored at, and none of those may vanish', () => {
  const live = established(thingDefinition());
  const next = structuredClone(live);
  Object.assign(next['spec'] as object, { versions: [thingVersion({ storage: false }), thingVersion({ name: 'v2' })] });

  definitionStrategy.prepareUpdate?.(next, live);
  expect(statusOf(next).storedVersions).toEqual(['v1', 'v2']);
  expect(errorsOf(next, live)).toEqual([]);

  Object.assign(next['spec'] as object, { versions: [thingVersion({ name: 'v2' })] });
  expect(errorsOf(next, live)).toEqual([
    'status.storedVersions[0]: Invalid value: "v1": missing from spec.versions; v1 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v1 and removes v1 from status.storedVersions',
  ]);
});

test('a deletion is held by the finalizer that it brings, and does not count as a change', () => {
  const live = established(thingDefinition({}, { generation: 2, deletionTimestamp: '2026-01-01T00:00:00Z' }));

  definitionStrategy.markDeleted?.(live);

  expect(live.metadata).toMatchObject({ generation: 1, finalizers: ['customresourcecleanup.apiextensions.k8s.io'] });
  expect(statusOf(live).conditions?.at(-1)).toMatchObject({
    type: 'Terminating',
    status: 'True',
    reason: 'InstanceDeletionPending',
  });
});
