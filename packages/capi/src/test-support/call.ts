import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { type Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { ExtensionServer } from '../server/extension-server.ts';

export interface CallAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly json: Record<string, unknown>;
}

/** Calls a path of a server as Cluster API does: no content type, its authorities trusted. A body that is text is sent as it is. */
export async function call(
  { url, caBundle }: Pick<ExtensionServer, 'url' | 'caBundle'>,
  path: string,
  body: unknown,
  options: { readonly signal?: AbortSignal; readonly chunked?: boolean; readonly agent?: Agent } = {},
): Promise<CallAnswer> {
  const sent = request(url + path, {
    method: 'POST',
    ca: caBundle,
    agent: options.agent ?? false,
    ...(options.signal && { signal: options.signal }),
  });
  const content = typeof body === 'string' ? body : JSON.stringify(body);
  if (options.chunked) sent.write(content.slice(0, 1)); // before the length is known
  sent.end(options.chunked ? content.slice(1) : content);
  const [response] = (await once(sent, 'response')) as [IncomingMessage]; // what the event carries
  const answer = await text(response);
  return { status: response.statusCode ?? 0, headers: response.headers, body: answer, json: parsed(answer) };
}

function parsed(answer: string): Record<string, unknown> {
  try {
    return JSON.parse(answer) as Record<string, unknown>; // an object, or a test fails on it
  } catch {
    return {};
  }
}
