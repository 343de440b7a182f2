import type { RawRequest, RawResponse } from '../client.ts';
import { ClientError } from '../client-error.ts';
import { decodeJson } from './decode.ts';
import { callRequest, json, type Session } from './session.ts';

/** A request that no verb covers, with the client's credentials and error handling. */
export async function sendRaw(session: Session, raw: RawRequest): Promise<RawResponse> {
  const { method, path, body } = raw;
  if (!path.startsWith('/')) {
    throw new ClientError(`"${path}" is not a path`, {
      code: 'InvalidRequest',
      hint: 'Start it with a slash, without the server.',
    });
  }
  const isReady = typeof body === 'string' || body instanceof Uint8Array;
  const parts = {
    method,
    path,
    target: { verb: method.toLowerCase() },
    repeatable: method === 'GET',
    accept: 'application/json, */*',
    headers: raw.headers,
    ...(body !== undefined && { contentType: json, body: isReady ? body : JSON.stringify(body) }),
  };
  const request = callRequest(session, parts, raw);
  const answer = await session.transport.call(request);
  return {
    status: answer.status,
    headers: answer.headers,
    text: () => answer.body.toString('utf8'),
    json: () => decodeJson(answer, request),
  };
}
