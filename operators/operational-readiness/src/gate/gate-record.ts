import type { Client } from '@capstan/client';
import { gateAnnotation, runRequestAnnotation } from '../api/names.ts';
import { ReadinessReport, type ReportStatus } from '../api/readiness-report.ts';
import { objectIn, parseObject, textIn } from '../json-fields.ts';

/** What a gate holds, since when; kept on the report, because status has one writer: its controller. */
export interface GateRecord {
  readonly hook: string;
  /** The version it is about. */
  readonly target: string;
  readonly since: string;
  /** About when the hook was called last while held, to tell a new wait from one that was left. */
  readonly calledAt?: string;
  /** The run it wants to see, and when it asked. */
  readonly token?: string;
  readonly askedAt?: string;
  readonly override?: { readonly by: string; readonly until: string; readonly why: string; readonly at: string };
  /** When it let the upgrade pass all the same. */
  readonly passedAt?: string;
}

export function gateRecord({ metadata }: Pick<ReadinessReport, 'metadata'>): GateRecord | undefined {
  const record = parseObject(metadata.annotations?.[gateAnnotation]);
  if (!record || textIn(record['hook']) === '') return undefined;
  if (Number.isNaN(Date.parse(textIn(record['since'])))) return undefined; // by nobody of this operator, and a wait without end
  const override = objectIn(record['override']);
  const optional = (name: 'calledAt' | 'token' | 'askedAt' | 'passedAt') =>
    textIn(record[name]) === '' ? {} : { [name]: textIn(record[name]) };
  return {
    hook: textIn(record['hook']),
    target: textIn(record['target']),
    since: textIn(record['since']),
    ...optional('calledAt'),
    ...optional('token'),
    ...optional('askedAt'),
    ...optional('passedAt'),
    ...(override && {
      override: {
        by: textIn(override['by']),
        until: textIn(override['until']),
        why: textIn(override['why']),
        at: textIn(override['at']),
      },
    }),
  };
}

/** What of it a report's status shows. */
export function gateStatus(report: Pick<ReadinessReport, 'metadata'>): ReportStatus['gate'] {
  const record = gateRecord(report);
  if (!record) return undefined;
  const { token: _token, askedAt: _askedAt, calledAt: _calledAt, ...shown } = record;
  return shown;
}

export interface WriteGateOptions {
  /** A run to ask for. */
  readonly request?: string;
  readonly signal?: AbortSignal;
}

/** Writes a record, unless the report has changed since it was read: then whoever was first has said it. */
export async function writeGateRecord(
  client: Client,
  { metadata }: Pick<ReadinessReport, 'metadata'>,
  record: GateRecord,
  { request, signal }: WriteGateOptions = {},
): Promise<void> {
  const annotations = {
    [gateAnnotation]: JSON.stringify(record),
    ...(request !== undefined && { [runRequestAnnotation]: request }),
  };
  const { name, namespace, resourceVersion } = metadata;
  await client.patch(
    ReadinessReport,
    { name, namespace },
    { type: 'merge', body: { metadata: { resourceVersion, annotations } } },
    { ...(signal && { signal }) },
  );
}
