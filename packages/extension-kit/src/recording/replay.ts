import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { CapiError, type HookEndpoint, isHookCallError, keepAlive, type RawAnswer, sendHook } from '@capstan/capi';
import { type AnswerDifference, compareAnswers } from './compare-answers.ts';
import { bodyText, type RecordedCall, readRecordedCall, recordedBody, subjectOf } from './recorded-call.ts';

export interface ReplayOptions {
  /** A recording. */
  readonly file: string;
  /** The build that is asked again. */
  readonly endpoint: HookEndpoint;
  /** A path in front of hooks that the recorded address had and this one has not: `'/base'`. Default: none. */
  readonly dropPath?: string;
  readonly signal?: AbortSignal;
}

/** What became of one recorded call. */
export interface ReplayedCall {
  /** Line of the recording. */
  readonly line: number;
  /** `BeforeClusterUpgrade default/web`. */
  readonly subject: string;
  readonly result: 'same' | 'different' | 'unanswered';
  readonly differences: readonly AnswerDifference[];
  /** Why there is no answer; empty when there is one. */
  readonly message: string;
}

/**
 * Sends the requests of a recording again, in their order, and compares the answers. Waits are not kept: each request is sent when
 * the one before it is answered. Throws `InvalidValue` for a file that is no recording.
 */
export async function* replay(options: ReplayOptions): AsyncGenerator<ReplayedCall, void> {
  const { file, signal, dropPath = '' } = options;
  using endpoint = keepAlive(options.endpoint);
  let line = 0;
  let calls = 0;
  for await (const text of linesOf(file)) {
    line += 1;
    if (text.trim() === '') continue;
    calls += 1;
    const call = readRecordedCall(text, `line ${line} of ${file}`);
    const path = call.path.startsWith(`${dropPath}/`) ? call.path.slice(dropPath.length) : call.path;
    yield { line, subject: subjectOf(call), ...(await replayCall(endpoint, { ...call, path }, signal)) };
  }
  // Otherwise a build would pass that was asked nothing.
  if (calls === 0)
    throw new CapiError(`there is no call in ${file}`, {
      code: 'InvalidValue',
      hint: "Record some first: is the ExtensionConfig's address that of 'capstan hooks record'?",
    });
}

async function replayCall(
  endpoint: HookEndpoint,
  call: RecordedCall,
  signal: AbortSignal | undefined,
): Promise<Omit<ReplayedCall, 'line' | 'subject'>> {
  let answer: RawAnswer;
  try {
    const { path, method, request } = call;
    answer = await sendHook(endpoint, { path, method, body: bodyText(request), timeoutMs: 30_000, signal });
  } catch (error) {
    if (!isHookCallError(error)) throw error;
    return { result: 'unanswered', differences: [], message: error.message };
  }
  const differences =
    answer.status === call.status
      ? compareAnswers(call.answer, recordedBody(answer.body))
      : [{ path: 'HTTP status', recorded: String(call.status), now: `${answer.status}: ${answer.body.trim()}` }];
  return { result: differences.length === 0 ? 'same' : 'different', differences, message: '' };
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const stream = createReadStream(file, 'utf8');
  try {
    yield* createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw new CapiError(`cannot read ${file}: ${error.message}`, {
      code: 'InvalidValue',
      hint: "Name a file that 'capstan hooks record' wrote.",
      cause: error,
    });
  } finally {
    stream.destroy();
  }
}
