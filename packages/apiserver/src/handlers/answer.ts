import { bytesAt } from '../encoding/stored-bytes.ts';
import { respond } from '../server/respond.ts';
import type { StoredObject } from '../storage/store.ts';
import type { ResourceRequest } from './handler-context.ts';

/** Answers one object in the representation that the client prefers. */
export async function answerObject(request: ResourceRequest, code: number, stored: StoredObject): Promise<void> {
  const { kind, version, representation } = request;
  const bytes = bytesAt(stored, kind, version);
  if (representation.as === 'object') return respond(request, code, bytes, representation.format);
  const { transformObject } = await import('./transforms.ts');
  respond(request, code, transformObject(bytes, request), representation.format);
}

export function answerJson(request: ResourceRequest, code: number, value: unknown): void {
  respond(request, code, Buffer.from(`${JSON.stringify(value)}\n`), request.representation.format);
}
