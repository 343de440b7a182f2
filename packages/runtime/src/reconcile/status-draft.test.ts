import type { KubeObject } from '@capstan/schema';
import { expect, test } from 'vitest';
import { StatusDraft } from './status-draft.ts';

const at = Date.parse('2026-01-02T03:04:05.678Z');
const withStatus = (status: object | undefined, generation = 3) =>
  ({
    apiVersion: 'v1',
    kind: 'K',
    metadata: { name: 'a', uid: 'u', resourceVersion: '1', creationTimestamp: '', generation },
    status,
  }) as KubeObject;
const ready = {
  type: 'Ready',
  status: 'True',
  reason: 'Done',
  message: 'ok',
  lastTransitionTime: '2026-01-01T00:00:00Z',
  observedGeneration: 3,
};

test('a new condition gets a transition time in whole seconds and the generation it is about', () => {
  const draft = new StatusDraft();
  draft.condition('Ready', { status: false, reason: 'Waiting', message: 'for b' });

  expect(draft.merged(withStatus(undefined), at)).toEqual({
    conditions: [
      {
        type: 'Ready',
        status: 'False',
        reason: 'Waiting',
        message: 'for b',
        lastTransitionTime: '2026-01-02T03:04:05Z',
        observedGeneration: 3,
      },
    ],
  });
});

test('the transition time moves only when the status does', () => {
  const draft = new StatusDraft();
  draft.condition('Ready', { status: true, reason: 'Other', message: 'still ok' });

  const merged = draft.merged(withStatus({ conditions: [ready] }), at);

  expect(merged).toEqual({ conditions: [{ ...ready, reason: 'Other', message: 'still ok' }] });
});

test('a status that is right already is not written', () => {
  const draft = new StatusDraft();
  draft.condition('Ready', { status: true, reason: 'Done', message: 'ok' });
  draft.fields({ count: 1 });

  expect(draft.merged(withStatus({ count: 1, conditions: [ready] }), at)).toBeUndefined();
});

test('what was not touched this time stays', () => {
  const draft = new StatusDraft();
  draft.fields({ count: 2 });

  expect(draft.merged(withStatus({ count: 1, other: 'x', conditions: [ready] }), at)).toEqual({
    count: 2,
    other: 'x',
    conditions: [ready],
  });
});
