import { inspect } from 'node:util';
import type { ManagerEvent } from '@capstan/runtime';
import type { ObjectMeta } from '@capstan/schema';
import type { Emitted } from './canaries.ts';
import { isAboutContent, type RecordedRequest } from './recording-proxy.ts';

export interface Process {
  readonly log: string;
  readonly events: readonly ManagerEvent[];
  readonly requests: readonly RecordedRequest[];
  readonly metrics: string;
  /** Why it ended, where it did not end by being stopped. */
  readonly failure: unknown;
}

/**
 * All that an operator puts out. Its Events, conditions and the rest of its status are in its requests; of those that carry
 * content, as they must, only the path and the annotations count, where the marks are.
 */
export function emissionsOf({ log, events, requests, metrics, failure }: Process): Emitted {
  const errors = events.flatMap((event) => (event.type === 'reconciled' && !event.result.ok ? [event.result.error] : []));
  return {
    log,
    metrics,
    requests: requests.map(withoutContent).join('\n'),
    'outcomes and errors': inspect([failure, ...events], { depth: 12, maxArrayLength: null, maxStringLength: null }),
    'diagnostic report': [failure, ...errors].slice(0, reported).map(diagnosticReport).join('\n'),
  };
}

/** Reports are made of this many errors. */
const reported = 8;

function withoutContent(request: RecordedRequest): string {
  const { method, path, body } = request;
  if (!isAboutContent(request)) return `${method} ${path} ${body}`;
  const { metadata } = (body ? JSON.parse(body) : {}) as { readonly metadata?: ObjectMeta }; // what was sent as an object
  return `${method} ${path} ${JSON.stringify(metadata?.annotations)}`;
}

/** What Node would write of an error if the process died of it; the rest of a report tells of the machine. */
function diagnosticReport(error: unknown): string {
  Object.assign(process.report, { excludeNetwork: true }); // or it looks up the names of all peers
  const report: object = process.report.getReport(error instanceof Error ? error : undefined);
  return JSON.stringify('javascriptStack' in report ? report.javascriptStack : report);
}
