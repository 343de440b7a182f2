import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { badRequest, internalError, StatusError } from '../../errors/status-error.ts';
import { commonHeaders, respondEmpty } from '../../server/respond.ts';
import type { HandlerContext, ResourceRequest } from '../handler-context.ts';
import { type KubeletAddress, kubeletOf } from './kubelet-address.ts';
import { kubeletFailure } from './kubelet-failure.ts';
import { readLogOptions } from './log-options.ts';

/** What a kubelet says about a failure is cut here. */
const failureBytes = 50_000;

/** GET of `pods/x/log`: the answer of the kubelet of the pod's node, as it comes. */
export async function logHandler(request: ResourceRequest, context: HandlerContext): Promise<void> {
  const { info, query, response } = request;
  const asked = readLogOptions(query, info.name);
  const kubelet = kubeletOf(request, context, query.get('container') ?? '');
  if (!kubelet) return respondEmpty(request, 204, {});
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const log = await askKubelet(kubelet, asked, gone.signal);
  const { statusCode = 0 } = log;
  if (statusCode < 200 || statusCode > 206) throw refusal(statusCode, await beginningOf(log), info.name);
  response.writeHead(200, { ...commonHeaders(request), 'content-type': 'text/plain' });
  response.flushHeaders();
  // Whichever side breaks off, the answer has begun: cutting it short is all that can be said.
  await pipeline(log, response).catch(() => response.destroy());
}

function askKubelet(
  { host, port, container }: KubeletAddress,
  query: URLSearchParams,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const path = `/containerLogs/${container}${query.size === 0 ? '' : `?${query}`}`;
  return new Promise((resolve, reject) => {
    const asked = httpsRequest({ host, port, path, agent: false, rejectUnauthorized: false, signal }, resolve);
    asked.on('error', (error) => reject(kubeletFailure(error, { host, port }, `Get "https://${host}:${port}${path}": `)));
    asked.end();
  });
}

function refusal(code: number, text: string, pod: string): StatusError {
  if (code === 500) return internalError(text);
  if (code === 400) return badRequest(text);
  const what =
    code === 404 ? 'the server could not find the requested resource' : `the server responded with the status code ${code}`;
  return new StatusError(code, code === 404 ? 'NotFound' : 'Unknown', `${what} ( pods/log ${pod})`, {
    name: pod,
    kind: 'pods/log',
  });
}

async function beginningOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) {
    text += chunk;
    if (text.length > failureBytes) break;
  }
  return text.slice(0, failureBytes);
}
