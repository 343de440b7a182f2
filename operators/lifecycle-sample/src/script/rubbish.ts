import { type HandledHook, hooksApiVersion, type Raw, raw } from '@capstan/capi';
import type { RubbishKind } from './scripted-answer.ts';

/** An answer that breaks one rule of the protocol. */
export function rubbish(hook: HandledHook, kind: RubbishKind): Raw {
  const head = { apiVersion: hooksApiVersion, kind: `${hook}Response` };
  switch (kind) {
    case 'notJson':
      return raw('<html><body>this is no JSON</body></html>');
    case 'empty':
      return raw('');
    case 'noStatus':
      return raw(JSON.stringify({ ...head, message: 'there is no status', retryAfterSeconds: 0 }));
    case 'unknownStatus':
      return raw(JSON.stringify({ ...head, status: 'Perhaps', retryAfterSeconds: 0 }));
    case 'wrongType':
      return raw(JSON.stringify({ ...head, status: 'Success', retryAfterSeconds: 'soon', message: ['not', 'a', 'text'] }));
    case 'http500':
      return raw('something broke', { httpStatus: 500 });
  }
}
