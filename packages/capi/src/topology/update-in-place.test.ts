import jsonPatch, { type Operation } from 'fast-json-patch';
import { expect, test } from 'vitest';
import type { HookRequest } from '../hooks/hook-requests.ts';
import type { WirePatch } from '../hooks/hook-responses.ts';
import { recorded } from '../test-support/recorded-hooks.ts';
import { canUpdateMachine, canUpdateMachineSet } from './update-in-place.ts';

const ofMachine = recorded('CanUpdateMachine').body as unknown as HookRequest<'CanUpdateMachine'>; // recorded of Cluster API
const ofSet = recorded('CanUpdateMachineSet').body as unknown as HookRequest<'CanUpdateMachineSet'>; // likewise

const apply = (object: object, { patch }: WirePatch): unknown =>
  jsonPatch.applyPatch(structuredClone(object), JSON.parse(Buffer.from(patch, 'base64').toString()) as Operation[]).newDocument;

test('what is taken over makes the current machine the desired one', () => {
  const { payload } = canUpdateMachine(ofMachine, (current, desired) => {
    current.machine['spec'] = desired.machine['spec'];
  });

  expect(Object.keys(payload)).toEqual(['machinePatch']);
  expect(apply(ofMachine.current.machine, payload.machinePatch as WirePatch)).toMatchObject({
    spec: ofMachine.desired.machine['spec'],
  });
});

test('what can not be updated in place has no patch', () => {
  expect(canUpdateMachine(ofMachine, () => undefined).payload).toEqual({});
});

test('of a machine set, what counts is below spec.template.spec', () => {
  const spec = (object: object) => (object as { spec: { template: { spec: { version?: string } } } }).spec.template.spec;

  const { payload } = canUpdateMachineSet(ofSet, (current, desired) => {
    spec(current.machineSet).version = spec(desired.machineSet).version ?? '';
  });

  expect(payload.machineSetPatch).toBeDefined();
  expect(() =>
    canUpdateMachineSet(ofSet, (current) => {
      (current.machineSet['spec'] as { replicas: number }).replicas = 5;
    }),
  ).toThrow(/changes \/spec\/replicas, and Cluster API takes changes of spec.template.spec only/);
});
