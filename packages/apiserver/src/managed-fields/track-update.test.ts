import { expect, test } from 'vitest';
import { builtInSchema } from '../resources/built-in-kinds.ts';
import type { MutableObject } from '../resources/served-kind.ts';
import { equalIgnoringTimestamps } from './equal-ignoring-timestamps.ts';
import { type TrackedUpdate, trackUpdate } from './track-update.ts';

const now = '2026-01-02T00:00:00Z';
const object = (data: Record<string, string>, managedFields?: unknown[]): MutableObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', uid: 'u', ...(managedFields && { managedFields }) },
  data,
});
const tracked = (live: MutableObject | undefined, next: MutableObject, options: Partial<TrackedUpdate> = {}) => {
  const schema = builtInSchema('io.k8s.api.core.v1.ConfigMap');
  const copy = structuredClone(next);
  trackUpdate({ live, next: copy, schema, manager: 'editor', apiVersion: 'v1', subresource: '', time: now, ...options });
  return copy;
};
const entry = (manager: string, fields: object, more: object = {}) => ({
  manager,
  operation: 'Update',
  apiVersion: 'v1',
  time: '2026-01-01T00:00:00Z',
  fieldsType: 'FieldsV1',
  fieldsV1: fields,
  ...more,
});
const dataOf = (...keys: string[]) => ({ 'f:data': Object.fromEntries(keys.map((key) => [`f:${key}`, {}])) });

test('whoever creates an object owns what is in it, but not its name', () => {
  expect(tracked(undefined, object({ a: '1' })).metadata.managedFields).toEqual([
    entry('editor', { 'f:data': { '.': {}, 'f:a': {} } }, { time: now }),
  ]);
});

test('a change takes a field from its owner, and an owner of nothing is forgotten', () => {
  const live = object({ a: '1', b: '1' }, [entry('one', dataOf('a')), entry('two', dataOf('b'))]);

  expect(tracked(live, object({ a: '1', b: '2' })).metadata.managedFields).toEqual([
    entry('one', dataOf('a')),
    entry('editor', dataOf('b'), { time: now }),
  ]);
});

test('a write that changes nothing changes no entry, and is not worth writing', () => {
  const live = object({ a: '1' }, [entry('one', dataOf('a')), entry('editor', dataOf('a'))]);

  const next = tracked(live, object({ a: '1' }));

  expect(new Set(next.metadata.managedFields)).toEqual(new Set(live.metadata.managedFields));
});

test('an empty list of entries forgets all, and from then on nothing is tracked', () => {
  const live = object({ a: '1' }, [entry('one', dataOf('a'))]);

  const reset = tracked(live, object({ a: '2' }, []));
  const later = tracked(reset, object({ a: '3' }));

  expect(reset.metadata.managedFields).toBeUndefined();
  expect(tracked(live, object({ a: '2' }, [{}])).metadata.managedFields).toBeUndefined();
  expect(later.metadata.managedFields).toBeUndefined();
});

test('entries that a client sends replace the stored ones, if they can be read and it is no subresource', () => {
  const stored = entry('one', dataOf('a'));
  const live = object({ a: '1' }, [stored]);
  const sent = entry('sent', dataOf('a'), { operation: 'Apply' });

  expect(tracked(live, object({ a: '1' }, [sent])).metadata.managedFields).toEqual([sent]);
  expect(tracked(live, object({ a: '1' }, [{ ...sent, operation: 'Guess' }])).metadata.managedFields).toEqual([stored]);
  expect(tracked(live, object({ a: '1' }, [{ ...sent, fieldsV1: { bad: {} } }])).metadata.managedFields).toEqual([stored]);
  expect(tracked(live, object({ a: '1' }, [sent]), { subresource: 'status' }).metadata.managedFields).toEqual([stored]);
});

test('what a write does not change in the end is not owned', () => {
  const live = object({}, [entry('one', dataOf('a'))]);
  const next = { ...object({}), immutable: true };

  expect(tracked(live, next, { ignored: ['immutable'] }).metadata.managedFields).toEqual(live.metadata.managedFields);
});

test('the parts of a built-in object that are always there are owned by nobody', () => {
  const deployment: MutableObject = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { replicas: 1, template: { spec: { containers: [{ name: 'web' }] } } },
  };
  const schema = builtInSchema('io.k8s.api.apps.v1.Deployment');

  trackUpdate({ live: undefined, next: deployment, schema, manager: 'x', apiVersion: 'apps/v1', subresource: '', time: now });

  const containers = { 'k:{"name":"web"}': { '.': {}, 'f:name': {} } };
  const fieldsV1 = { 'f:spec': { 'f:replicas': {}, 'f:template': { 'f:spec': { 'f:containers': containers } } } };
  expect(deployment.metadata.managedFields).toMatchObject([{ fieldsV1 }]);
  expect(JSON.stringify(deployment.metadata.managedFields)).toContain(JSON.stringify(fieldsV1));
});

test('objects that differ in nothing but times are equal, others are not', () => {
  const live = object({ a: '1' }, [entry('one', dataOf('a'))]);

  expect(equalIgnoringTimestamps(live, object({ a: '1' }, [entry('one', dataOf('a'), { time: 'later' })]))).toBe(true);
  expect(equalIgnoringTimestamps(live, object({ a: '1' }, [entry('two', dataOf('a'))]))).toBe(false);
  expect(equalIgnoringTimestamps(live, object({ a: '1' }, []))).toBe(false);
  expect(equalIgnoringTimestamps(live, object({ a: '2' }, [entry('one', dataOf('a'))]))).toBe(false);
  expect(equalIgnoringTimestamps(live, { ...object({ a: '1' }, [entry('one', dataOf('a'))]), more: 1 })).toBe(false);
});
