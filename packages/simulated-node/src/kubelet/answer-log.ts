import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ContainerLog } from '../pods/container-log.ts';

/** Writes a log as a kubelet does, for as long as it is followed. */
export async function answerLog(log: ContainerLog, query: URLSearchParams, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  response.writeHead(200, { 'content-type': 'text/plain' });
  response.flushHeaders();
  const reading = {
    follow: query.get('follow') === 'true',
    timestamps: query.get('timestamps') === 'true',
    since: sinceOf(query),
    tailLines: numberOf(query, 'tailLines'),
    limitBytes: numberOf(query, 'limitBytes'),
  };
  // A client that leaves is no failure, and there is nobody to tell of others.
  await pipeline(Readable.from(log.read(reading, gone.signal)), response).catch(() => response.destroy());
}

function sinceOf(query: URLSearchParams): number | undefined {
  const time = query.get('sinceTime');
  const seconds = numberOf(query, 'sinceSeconds');
  return time === null ? seconds && Date.now() - seconds * 1000 : Date.parse(time);
}

function numberOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  return text === null ? undefined : Number(text);
}
