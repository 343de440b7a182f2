import { type Extension, extension, type HandledHook, hook, hookNames } from '@capstan/capi';
import { type Clock, systemClock } from '@capstan/runtime';
import type { Duration } from '@capstan/schema';
import { answerCall } from './answer-call.ts';
import { CallRecorder } from './record/call-recorder.ts';
import { HookRecord } from './record/hook-record.ts';
import { recordRetention } from './record/record-retention.ts';

export interface LifecycleSampleOptions {
  /** Default: the system's. */
  readonly clock?: Clock;
  /** How long records stay after BeforeClusterDelete let go. Default: `'24h'`. */
  readonly keepRecords?: Duration;
}

/**
 * An extension that handles every hook, answers as scripts say, and records its calls. **Cost**: two reads of the API server
 * for each lifecycle hook, one for others; records are written behind the answers.
 *
 * @example
 * const sample = createLifecycleSample({ keepRecords: '1h' });
 */
export function createLifecycleSample(options: LifecycleSampleOptions = {}): Extension {
  const { clock = systemClock, keepRecords = '24h' } = options;
  const recorder = new CallRecorder({ clock, gatherMs: 250, maxClusters: 2_000 });
  const handled = hookNames.filter((name): name is HandledHook => name !== 'Discovery');
  return extension({
    name: 'lifecycle-sample',
    handlers: handled.map((name) =>
      hook(name, { timeout: '10s' }, (request, context) => answerCall({ hook: name, request, context, recorder, clock })),
    ),
    rules: [
      { apiGroups: [''], resources: ['configmaps'], verbs: ['get'] },
      { apiGroups: [HookRecord.group], resources: [HookRecord.plural], verbs: ['create', 'get', 'patch'] },
      { apiGroups: [HookRecord.group], resources: [`${HookRecord.plural}/status`], verbs: ['patch'] },
    ],
    resources: [HookRecord],
    controllers: [recordRetention({ clock, keepRecords })],
    background: (context) => recorder.run(context),
  });
}

/** The extension as it is deployed. */
export const lifecycleSample: Extension = createLifecycleSample();
