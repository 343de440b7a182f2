import { METHODS } from 'node:http';
import { CapiError } from '@capstan/capi';
import { isJsonObject } from '@capstan/schema';

/** A line of a recording: one request and its answer. Headers are not kept, so no credentials are. */
export interface RecordedCall {
  readonly time: string;
  readonly method: string;
  /** Behind the extension's address, with the query. */
  readonly path: string;
  /** As it was sent: JSON where it was that, else text. */
  readonly request: unknown;
  /** 0 when the extension did not answer. */
  readonly status: number;
  /** JSON where it was that, else text. */
  readonly answer: unknown;
  readonly tookMs: number;
}

/** A body as recordings keep it. */
export function recordedBody(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : text;
  } catch {
    return text;
  }
}

/** A body as it goes over the wire again. */
export function bodyText(recorded: unknown): string {
  return typeof recorded === 'string' ? recorded : JSON.stringify(recorded);
}

/** Reads a line. Throws `InvalidValue`. */
export function readRecordedCall(line: string, where: string): RecordedCall {
  const value = recordedBody(line);
  if (!isJsonObject(value) || !isCall(value))
    throw new CapiError(`${where} is no line of a recording`, {
      code: 'InvalidValue',
      hint: "Recordings are written by 'capstan hooks record': one JSON object a line.",
    });
  return value as unknown as RecordedCall; // method, path, status and request are there; the rest is shown only
}

function isCall({ method, path, status, request }: Readonly<Record<string, unknown>>): boolean {
  const isMethod = typeof method === 'string' && METHODS.includes(method);
  return isMethod && typeof path === 'string' && typeof status === 'number' && request !== undefined;
}

/** What a call is about, for people: `BeforeClusterUpgrade default/web`. */
export function subjectOf({ path, request }: Pick<RecordedCall, 'path' | 'request'>): string {
  const kind = isJsonObject(request) && typeof request['kind'] === 'string' ? request['kind'].replace(/Request$/, '') : path;
  const cluster = isJsonObject(request) && isJsonObject(request['cluster']) ? request['cluster'] : {};
  const metadata = isJsonObject(cluster['metadata']) ? cluster['metadata'] : {};
  return metadata['name'] === undefined ? kind : `${kind} ${String(metadata['namespace'])}/${String(metadata['name'])}`;
}
