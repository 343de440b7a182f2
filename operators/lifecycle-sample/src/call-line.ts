import type { Answer, HandledHook } from '@capstan/capi';
import type { CallDescription } from './describe-call.ts';

/** A call in one line, for a person: `BeforeClusterUpgrade default/web v1.33.1 → v1.34.0, step 2 of 3, pending 12s: …`. */
export function callLine(
  hook: HandledHook,
  call: {
    readonly description: CallDescription;
    readonly what: string;
    readonly answer: Answer;
    readonly pendingMs: number;
  },
): string {
  const { cluster } = call.description;
  const about = [hook, cluster && `${cluster.namespace}/${cluster.name}`, call.what].filter(Boolean).join(' ');
  return `${about}, ${outcome(call.answer, call.pendingMs)}`;
}

function outcome(answer: Answer, pendingMs: number): string {
  switch (answer.answer) {
    case 'raw':
      return `answered rubbish with HTTP ${answer.httpStatus}`;
    case 'retry':
      return `pending ${Math.round(pendingMs / 1000)}s: ${answer.message}`;
    case 'fail':
      return `failed: ${answer.message}`;
    case 'proceed':
    case 'provide':
      return `${answer.answer === 'proceed' ? 'goes on' : 'provided'}${answer.message === '' ? '' : `: ${answer.message}`}`;
  }
}
