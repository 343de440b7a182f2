import { expect, test } from 'vitest';
import { gateAnnotation } from '../api/names.ts';
import { ReadinessReport, type ReportStatus } from '../api/readiness-report.ts';
import { decideGate, type GateQuestion } from './gate-decision.ts';
import type { GateRecord } from './gate-record.ts';

const at = (time: string) => Date.parse(`2026-11-21T${time}Z`);

function reportWith(
  ready: 'True' | 'False' | 'Unknown',
  reason: string,
  more: { run?: object; record?: GateRecord; phase?: string } = {},
) {
  const run = { number: 3, attempt: 1, cause: 'x', startedAt: '2026-11-21T10:00:00Z', phases: [], ...more.run };
  const condition = {
    type: 'Ready',
    status: ready,
    reason,
    message: '2 of 40 cases failed',
    lastTransitionTime: '2026-11-21T10:00:00Z',
  };
  return ReadinessReport.parse({
    apiVersion: 'readiness.capstan.dev/v1alpha1',
    kind: 'ReadinessReport',
    metadata: {
      name: 'web.e2e',
      namespace: 'shop',
      ...(more.record && { annotations: { [gateAnnotation]: JSON.stringify(more.record) } }),
    },
    spec: { cluster: 'web', profile: 'e2e' },
    status: { phase: more.phase ?? 'Done', run, conditions: [condition] } as ReportStatus,
  });
}

const question = (changes: Partial<GateQuestion>): GateQuestion => ({
  hook: 'BeforeClusterUpgrade',
  target: 'v1.36.0',
  report: reportWith('True', 'Passed'),
  maximumWait: '24h',
  override: undefined,
  now: at('11:00:00'),
  ...changes,
});

test('an upgrade begins when the cluster is ready, and is held with the reason when it is not', () => {
  const passes = decideGate(question({}));
  const held = decideGate(question({ report: reportWith('False', 'Failed') }));
  const running = decideGate(question({ report: reportWith('True', 'Passed', { phase: 'Running' }) }));

  expect(passes).toEqual({ passes: true, message: 'e2e: ready' });
  expect(held).toMatchObject({
    passes: false,
    message: 'e2e (ReadinessReport shop/web.e2e) is not ready: Failed: 2 of 40 cases failed',
    record: { hook: 'BeforeClusterUpgrade', target: 'v1.36.0', since: '2026-11-21T11:00:00Z' },
  });
  expect(running.message).toBe('waiting for run 3 of e2e (ReadinessReport shop/web.e2e)');
});

test('a step that was made is checked anew, by a run that began after it', () => {
  const hook = 'AfterControlPlaneUpgrade';
  const first = decideGate(question({ hook, target: 'v1.35.0' }));
  if (!first.record) throw new Error('it is recorded');
  const asked = (run: object) =>
    decideGate(
      question({ hook, target: 'v1.35.0', report: reportWith('True', 'Passed', { run, record: first.record as GateRecord }) }),
    );

  expect(first).toMatchObject({ passes: false, request: 'control plane at v1.35.0' });
  expect(asked({}).passes).toBe(false);
  expect(asked({ request: 'control plane at v1.35.0' }).passes).toBe(true);
  expect(asked({ startedAt: '2026-11-21T11:30:00Z' }).passes).toBe(true);
});

test('the hook after it does not want the same state checked again', () => {
  const record = {
    hook: 'AfterControlPlaneUpgrade',
    target: 'v1.35.0',
    since: '2026-11-21T09:00:00Z',
    token: 'control plane at v1.35.0',
    askedAt: '2026-11-21T09:00:00Z',
  };
  const report = reportWith('True', 'Passed', { record });

  expect(decideGate(question({ hook: 'BeforeWorkersUpgrade', target: 'v1.35.0', report })).passes).toBe(true);
  expect(decideGate(question({ hook: 'AfterClusterUpgrade', target: 'v1.35.0', report })).passes).toBe(false);
});

test('the same state gives the same message at any time, and nothing new to write', () => {
  const first = decideGate(question({ report: reportWith('False', 'Failed') }));
  if (!first.record) throw new Error('it is recorded');
  const later = decideGate(question({ report: reportWith('False', 'Failed', { record: first.record }), now: at('11:09:00') }));

  expect(later.message).toBe(first.message);
  expect(later.record).toBeUndefined();
});

test('an upgrade that was taken back waits anew when it is begun again', () => {
  const record = {
    hook: 'BeforeClusterUpgrade',
    target: 'v1.36.0',
    since: '2026-10-21T10:00:00Z',
    calledAt: '2026-10-21T11:00:00Z',
  };
  const decision = decideGate(question({ report: reportWith('False', 'Failed', { record }) }));

  expect(decision).toMatchObject({ passes: false, record: { since: '2026-11-21T11:00:00Z' } });
});

test('an upgrade that is asked about all the time waits from the first time on', () => {
  let record: GateRecord | undefined;
  const passes = Array.from({ length: 26 }, (_, hour) => {
    const report = reportWith('False', 'Failed', { ...(record && { record }) });
    const decision = decideGate(question({ report, now: at('11:00:00') + hour * 3_600_000 }));
    record = decision.record ?? record;
    return decision.passes;
  });

  expect(passes.indexOf(true)).toBe(25);
});

test.each(['', 'soon', '2036-11-21T10:00:00Z'])('a record that says "%s" is no wait without end', (since) => {
  const record = { hook: 'BeforeClusterUpgrade', target: 'v1.36.0', since };
  const decision = decideGate(question({ report: reportWith('False', 'Failed', { record }) }));

  expect(decision).toMatchObject({ passes: false, record: { since: '2026-11-21T11:00:00Z' } });
});

test('an override lets it pass and is recorded with who, until when and why, once', () => {
  const override = { by: 'alice', until: '2026-12-01T00:00:00Z', why: 'change 4711' };
  const first = decideGate(question({ report: reportWith('False', 'Failed'), override }));
  if (!first.record) throw new Error('it is recorded');
  const again = decideGate(question({ report: reportWith('False', 'Failed', { record: first.record }), override }));

  expect(first).toMatchObject({
    passes: true,
    record: { override: { ...override, at: '2026-11-21T11:00:00Z' } },
    event: { reason: 'GateOverridden' },
  });
  expect(again).toEqual({ passes: true, message: first.message });
});

test('after the longest wait it passes all the same, with a warning', () => {
  const record = { hook: 'BeforeClusterUpgrade', target: 'v1.36.0', since: '2026-11-20T10:00:00Z' };
  const decision = decideGate(question({ report: reportWith('False', 'Failed', { record }) }));

  expect(decision).toMatchObject({
    passes: true,
    event: { reason: 'GateWaitedTooLong' },
    record: { passedAt: '2026-11-21T11:00:00Z' },
  });
});
