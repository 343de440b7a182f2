import type { Status, StatusReason } from '@capstan/schema';
import { type ApiError, createApiError, type ErrorSubject } from '../api-error.ts';
import type { Answer, CallRequest, CallTarget } from './call-request.ts';
import { answerHint } from './error-hints.ts';
import { retryAfterSeconds } from './retry-policy.ts';

const reasons: Readonly<Record<number, StatusReason>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  409: 'Conflict',
  410: 'Gone',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

/** The error that a refusal is: from its `Status`, or from what a proxy or the bare server said instead. */
export function answerError(answer: Answer, request: CallRequest): ApiError {
  const status = decodeStatus(answer);
  if (status) return statusError(status, request, { code: answer.status, retryAfterSeconds: retryAfterSeconds(answer) });
  const said = answer.body.toString('utf8', 0, 200).trim().split('\n')[0] ?? '';
  const reason = reasons[answer.status] ?? 'Unknown';
  const message = isUnservedKind(answer.status, undefined)
    ? unservedMessage(request)
    : `${request.method} ${request.path} was answered with ${answer.status}${said === '' ? '' : `: ${said}`}`;
  return createApiError(message, {
    reason,
    code: answer.status,
    subject: subjectOf(undefined, request.target),
    hint: answerHint({ reason, request, status: undefined, message: said }),
    retryAfterSeconds: retryAfterSeconds(answer),
  });
}

/** The error that a `Status` is, whether it came as an answer or as an event of a watch. */
export function statusError(
  status: Status,
  request: CallRequest,
  answer: { readonly code: number; readonly retryAfterSeconds: number | undefined },
): ApiError {
  const code = status.code ?? answer.code;
  const reason = status.reason || (reasons[code] ?? 'Unknown'); // the server leaves it empty where it has no word for it
  const message = status.message || `the server refused with ${code}`;
  return createApiError(isUnservedKind(code, status) ? unservedMessage(request) : message, {
    reason,
    code,
    causes: status.details?.causes,
    subject: subjectOf(status, request.target),
    hint: answerHint({ reason, request, status, message }),
    retryAfterSeconds: status.details?.retryAfterSeconds ?? answer.retryAfterSeconds,
    status,
  });
}

function decodeStatus(answer: Answer): Status | undefined {
  if (answer.body[0] !== 0x7b) return undefined; // not `{`
  try {
    const value: unknown = JSON.parse(answer.body.toString('utf8'));
    return isStatus(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isStatus(value: unknown): value is Status {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'Status';
}

/** A 404 that names no object is about the path: the server does not know the kind. */
function isUnservedKind(code: number, status: Status | undefined): boolean {
  return code === 404 && status?.details?.name === undefined;
}

function unservedMessage({ method, path, target: { resource, subresource } }: CallRequest): string {
  if (!resource) return `${method} ${path}: the server does not serve this path`;
  const of = subresource === undefined ? '' : ` or no ${subresource} of it`;
  return `the server does not serve ${resource.plural} of ${resource.group || 'the core API'} ${resource.version}${of}`;
}

function subjectOf(status: Status | undefined, target: CallTarget): ErrorSubject | undefined {
  const kind = target.resource?.kind ?? status?.details?.kind;
  if (kind === undefined) return undefined;
  const name = target.name ?? status?.details?.name;
  return { kind, ...(name !== undefined && { name }), ...(target.namespace !== undefined && { namespace: target.namespace }) };
}
