import fc from 'fast-check';
import jsonPatch, { type Operation } from 'fast-json-patch';
import { expect, test } from 'vitest';
import { DevMachineTemplate, KubeadmControlPlaneTemplate } from '../generated/kinds.ts';
import { hook } from '../hooks/define-hook.ts';
import type { HookRequest, PatchItem } from '../hooks/hook-requests.ts';
import type { WirePatch } from '../hooks/hook-responses.ts';
import { recorded } from '../test-support/recorded-hooks.ts';
import { mergePatchOf } from './merge-patch.ts';
import { patchTemplates } from './patch-templates.ts';
import { type Draft, isKind } from './template-draft.ts';
import { templateRole } from './template-role.ts';

const request = recorded('GeneratePatches').body as unknown as HookRequest<'GeneratePatches'>; // recorded of Cluster API
const decoded = ({ patch }: WirePatch): unknown => JSON.parse(Buffer.from(patch, 'base64').toString());
const seeded = { seed: 20_261_121, numRuns: 500 };
const inMemory = 'spec.template.spec.backend.inMemory';

/** Sets the start-up time of one machine template. */
const slower = (template: Draft) => {
  if (!isKind(template, DevMachineTemplate)) return;
  const backend = template.spec?.template.spec.backend.inMemory;
  if (backend?.vm?.provisioning) backend.vm.provisioning.startupDuration = '20s';
};

test('only what was changed is in the patch, and templates that stayed the same have none', () => {
  const { payload } = patchTemplates(request, (template, item) => {
    if (templateRole(item) === 'controlPlaneMachines') slower(template);
  });

  expect(payload.items.map(({ uid, patchType }) => [uid, patchType])).toEqual([[request.items[2]?.uid, 'JSONPatch']]);
  expect(payload.items.map(decoded)).toEqual([
    [{ op: 'replace', path: `/${inMemory.replaceAll('.', '/')}/vm/provisioning/startupDuration`, value: '20s' }],
  ]);
});

test('the same change is the same patch, whoever asks again', () => {
  const patches = () => patchTemplates(structuredClone(request), slower).payload.items;

  expect(patches()).toEqual(patches());
  expect(patches()).toHaveLength(2);
});

test('a merge patch says the same', () => {
  const { payload } = patchTemplates(request, slower, { patchType: 'JSONMergePatch' });

  expect(payload.items.map(decoded)[0]).toEqual({
    spec: { template: { spec: { backend: { inMemory: { vm: { provisioning: { startupDuration: '20s' } } } } } } },
  });
});

test('the request stays as it was', () => {
  const before = structuredClone(request);

  patchTemplates(request, slower);

  expect(request).toEqual(before);
});

test('templates are told apart by what they make', () => {
  expect(request.items.map(templateRole)).toEqual([
    'infrastructureCluster',
    'controlPlane',
    'controlPlaneMachines',
    'workersBootstrap',
    'workersMachines',
  ]);
  expect(request.items.map(({ object }) => isKind(object as Draft, KubeadmControlPlaneTemplate))).toEqual([
    false,
    true,
    false,
    false,
    false,
  ]);
});

test('a change that Cluster API would drop is refused', () => {
  const relabel = () =>
    patchTemplates(request, (template) => {
      template['metadata'] = { name: 'other' };
    });

  expect(relabel).toThrow(
    /a patch of DevClusterTemplate changes \/metadata\/.*, and Cluster API takes changes of spec.template only/,
  );
});

test('a patch turns the template into the draft, whatever was changed', () => {
  const json = fc.jsonValue({ maxDepth: 4 }).filter((value) => !JSON.stringify(value).includes('__proto__'));
  const holder = request.items[0]?.holderReference as PatchItem['holderReference']; // there are five
  fc.assert(
    fc.property(json, json, (was, becomes) => {
      const object = { apiVersion: 'v1', kind: 'Some', spec: { template: { value: was } } };
      const item = { uid: 'u', object: object as never, holderReference: holder };
      const change = (template: Draft) => Object.assign(template, { spec: { template: { value: becomes } } });
      const [patch] = patchTemplates({ items: [item] }, change).payload.items;
      const wanted = { ...object, spec: { template: { value: becomes } } };

      const patched = patch ? jsonPatch.applyPatch(structuredClone(object), decoded(patch) as Operation[]).newDocument : object;
      expect(JSON.parse(JSON.stringify(patched))).toEqual(JSON.parse(JSON.stringify(wanted)));
    }),
    seeded,
  );
});

test('a field named as what objects inherit is like any other', () => {
  expect(mergePatchOf({}, { toString: 'x', constructor: {} })).toEqual({ toString: 'x', constructor: {} });
  expect(mergePatchOf({ valueOf: 'x' }, {})).toEqual({ valueOf: null });
});

test('a merge patch applied gives the other object, where nothing is null', () => {
  const withoutNull = fc
    .dictionary(fc.string(), fc.oneof(fc.integer(), fc.array(fc.integer()), fc.dictionary(fc.string(), fc.string())))
    .map((value) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>);
  fc.assert(
    fc.property(withoutNull, withoutNull, (before, after) => {
      expect(merged(before, mergePatchOf(before, after))).toEqual(after);
    }),
    seeded,
  );
});

/** RFC 7386, as it is written there. */
function merged(target: unknown, patch: unknown): unknown {
  if (patch === undefined) return target;
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const isObject = typeof target === 'object' && target !== null && !Array.isArray(target);
  const result = new Map(Object.entries(isObject ? target : {}));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) result.delete(key);
    else result.set(key, merged(result.get(key), value));
  }
  return Object.fromEntries(result);
}

test('a handler is written in one expression', () => {
  const handler = hook('GeneratePatches', {}, (asked) => patchTemplates(asked, slower));

  expect(handler.name).toBe('generate-patches');
});

test('a template that is held where no topology holds one is another, whatever the field is called', () => {
  const held = (fieldPath: string) => ({
    holderReference: { apiVersion: 'v1', kind: 'A', namespace: 'n', name: 'a', fieldPath },
  });

  expect(['', 'spec.other', 'constructor', '__proto__'].map((path) => templateRole(held(path)))).toEqual(Array(4).fill('other'));
});

test('a key that JavaScript knows otherwise is left as it is', () => {
  const object = JSON.parse('{"kind":"A","apiVersion":"v1","spec":{"template":{"spec":{"__proto__":{"a":1}}}}}');
  const items = [
    { uid: 'u', object, holderReference: { apiVersion: 'v1', kind: 'A', namespace: 'n', name: 'a', fieldPath: '' } },
  ];

  expect(patchTemplates({ items }, () => undefined).payload.items).toEqual([]);
});
