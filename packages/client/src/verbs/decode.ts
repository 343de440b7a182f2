import type { ListMeta, ResourceType } from '@capstan/schema';
import { apiVersionOf } from '@capstan/schema';
import { ClientError } from '../client-error.ts';
import type { Answer, CallRequest } from '../transport/call-request.ts';

/** The JSON of an answer. Throws `InvalidAnswer` when it is something else: a login page, half a document. */
export function decodeJson(answer: Answer, request: CallRequest): unknown {
  try {
    return JSON.parse(answer.body.toString('utf8'));
  } catch (cause) {
    const type = answer.headers['content-type'] ?? 'no content type';
    throw new ClientError(
      `${request.method} ${request.path} was answered with ${answer.status} and something that is not JSON (${String(type)})`,
      {
        code: 'InvalidAnswer',
        hint: 'Is this address a Kubernetes API server, or a proxy or login page in front of one?',
        cause: cause instanceof Error ? new Error(cause.name) : cause, // the message would quote the answer, perhaps a Secret
      },
    );
  }
}

/** One page of a list as it is on the wire. */
export interface DecodedPage {
  readonly items: readonly unknown[];
  readonly metadata: ListMeta;
}

export function decodePage(answer: Answer, request: CallRequest): DecodedPage {
  const list = decodeJson(answer, request);
  if (typeof list === 'object' && list !== null && 'metadata' in list && 'items' in list) {
    // Checked as far as it is used; an empty list may be null.
    const { items, metadata } = list as { items: unknown[] | null; metadata: ListMeta };
    return { items: items ?? [], metadata };
  }
  throw new ClientError(`${request.method} ${request.path} was not answered with a list`, {
    code: 'InvalidAnswer',
    hint: 'Is this address a Kubernetes API server?',
  });
}

/** Items of a list of a built-in kind come without `apiVersion` and `kind`: fills them in, in place. */
export function nameItems(items: readonly unknown[], apiVersion: string, kind: string): void {
  for (const item of items) {
    const object = item as { apiVersion?: string; kind?: string }; // a list holds objects
    object.apiVersion ??= apiVersion;
    object.kind ??= kind;
  }
}

/** An object as it is sent: with `apiVersion` and `kind` of the resource unless it brings its own. */
export function encodeObject(resource: ResourceType, object: unknown): string {
  return JSON.stringify({ apiVersion: apiVersionOf(resource), kind: resource.kind, ...(object as object) }); // the verbs' types ask for an object
}
