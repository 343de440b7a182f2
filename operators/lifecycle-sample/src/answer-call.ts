import { type Answer, fail, type HandledHook, type HookContext, type HookRequest, isLifecycle } from '@capstan/capi';
import { type Client, isApiError } from '@capstan/client';
import type { Clock } from '@capstan/runtime';
import { callLine } from './call-line.ts';
import { type CallDescription, type CallSubject, describeCall } from './describe-call.ts';
import type { CallRecorder } from './record/call-recorder.ts';
import { type ClusterLife, currentWait, isAnotherCluster, mergeLives, stepOf, upgradeIn } from './record/cluster-life.ts';
import { HookRecord } from './record/hook-record.ts';
import { lifeInRecord } from './record/write-record.ts';
import { findScript, type Script } from './script/find-script.ts';
import { followScript } from './script/follow-script.ts';
import { ScriptError } from './script/script-error.ts';

export interface Call {
  readonly hook: HandledHook;
  readonly request: HookRequest;
  readonly context: HookContext;
  readonly recorder: CallRecorder;
  readonly clock: Clock;
}

/** Answers a call as its script says, logs it, and hands it to the recorder. */
export async function answerCall(call: Call): Promise<Answer> {
  const { hook, request, context, recorder, clock } = call;
  const startedAt = clock.now();
  const started = performance.now();
  const description = describeCall(hook, request);
  const { answer, life, pendingMs } = await scriptedAnswer(call, description, startedAt);
  const step = stepOf(description, life.upgrade);
  const what = [description.change, step].filter(Boolean).join(', ');
  const durationMs = performance.now() - started;
  context.logger.info(
    { hook, answer: answer.answer, ms: Math.round(durationMs) },
    callLine(hook, { description, what, answer, pendingMs }),
  );
  const { cluster } = description;
  if (cluster) recorder.record({ hook, cluster, request, what, answer, time: startedAt, durationMs, life });
  return answer;
}

/** As a script may want it: `slow: 20s`. */
const tooLate = 'there was no answer in time';

interface Played {
  readonly answer: Answer;
  readonly life: ClusterLife;
  /** How long the hook has been held on this occasion. */
  readonly pendingMs: number;
}

async function scriptedAnswer(call: Call, description: CallDescription, now: number): Promise<Played> {
  const { hook, request, context, recorder, clock } = call;
  const client = clientOf(context);
  const remembered = recall(call, description.cluster, client);
  try {
    const [script, life] = await Promise.all([
      findScript(hook, request, {
        signal: context.signal,
        ...(description.cluster && { cluster: description.cluster }),
        ...(client && { client }),
      }),
      remembered,
    ]);
    const { slowMs } = script.answer;
    if (slowMs > 0) await slowly(slowMs, clock, context.signal);
    return play(call, description, script, { now: now + slowMs, life });
  } catch (error) {
    const message = error instanceof ScriptError ? error.message : context.signal.aborted ? tooLate : undefined;
    if (message === undefined) throw error;
    return { answer: fail(message), life: recorder.lifeOf(description.cluster), pendingMs: 0 };
  }
}

function play(
  call: Call,
  description: CallDescription,
  script: Script,
  past: { readonly now: number; readonly life: ClusterLife },
): Played {
  const { now } = past;
  const { occasion } = description;
  const { action } = script.answer;
  const retryAfterMs = 'retryAfterSeconds' in action ? action.retryAfterSeconds * 1000 : 0;
  const held = currentWait(past.life, occasion, { now, retryAfterMs });
  const heldSince = held ? Date.parse(held.since) : now;
  const answer = followScript(call.hook, call.request, script, { now, heldSince });
  const calledAt = new Date(now).toISOString();
  const waits = held || answer.answer === 'retry' ? [{ occasion, since: held?.since ?? calledAt, calledAt }] : [];
  const upgrade = upgradeIn(description);
  return { answer, life: mergeLives(past.life, { waits, ...(upgrade && { upgrade }) }, { now }), pendingMs: now - heldSince };
}

/** What this process and the record remember; topology hooks, which are called at every reconcile, make do with the first. */
async function recall(
  { hook, recorder, context, clock }: Call,
  cluster: CallSubject | undefined,
  client: Client | undefined,
): Promise<ClusterLife> {
  const own = recorder.lifeOf(cluster);
  if (cluster === undefined || client === undefined || !(isLifecycle(hook) || hook === 'UpdateMachine')) return own;
  try {
    const record = await client.find(
      HookRecord,
      { namespace: cluster.namespace, name: cluster.name },
      { signal: context.signal },
    );
    if (isAnotherCluster(cluster.uid, record?.status?.clusterUid)) return own;
    return mergeLives(lifeInRecord(record), own, { now: clock.now() });
  } catch (error) {
    if (!isApiError(error)) throw error;
    return own; // the recorder tells of a record that cannot be had
  }
}

/** A server without a cluster has none to give; scripts are then settings only. */
function clientOf(context: HookContext): Client | undefined {
  try {
    return context.client;
  } catch {
    return undefined;
  }
}

async function slowly(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  const over = Promise.withResolvers<void>();
  using _timer = clock.after(ms, over.resolve);
  const onAbort = () => over.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  await over.promise.finally(() => signal.removeEventListener('abort', onAbort));
}
