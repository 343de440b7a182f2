import { PassThrough } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { PodRun } from '../pods/pod-run.ts';
import type { ExecStreams, ProgramContext, SimulatedImage } from '../program.ts';
import type { RequestTarget } from './request-target.ts';

/** A command to run, and what to run it in. */
export interface ExecRequest {
  readonly command: readonly string[];
  readonly image: SimulatedImage;
  readonly context: ProgramContext;
  /** The streams that the client opens, beside the one for the status. */
  readonly streams: readonly string[];
}

/** The first byte of each message says which stream it belongs to. */
const channels = { stdin: 0, stdout: 1, stderr: 2, status: 3, close: 255 } as const;

/** Parameters of the query, and the stream that each asks for. */
const streamParameters = [
  ['input', 'stdin'],
  ['output', 'stdout'],
  ['error', 'stderr'],
  ['tty', 'resize'],
] as const;

/** Reads `/exec/NAMESPACE/POD/CONTAINER?command=…`. */
export function parseExec(
  { path, query }: RequestTarget,
  find: (namespace: string, name: string) => PodRun | undefined,
): ExecRequest | { readonly code: number; readonly refusal: string } {
  const [root, namespace = '', name = '', container = '', ...more] = path;
  if (root !== 'exec' || container === '' || more.length > 0)
    return { code: 404, refusal: `nothing to upgrade at /${path.join('/')}` };
  const pod = find(namespace, name);
  if (!pod) return { code: 404, refusal: 'pod does not exist' };
  const running = pod.container(container)?.running;
  if (!running) return { code: 500, refusal: `container not found ("${container}")` };
  const streams = streamParameters.filter(([name]) => query.get(name) === '1').map(([, stream]) => stream);
  if (streams.every((stream) => stream === 'resize')) {
    return { code: 400, refusal: 'you must specify at least 1 of stdin, stdout, stderr' };
  }
  return { command: query.getAll('command'), streams, ...running };
}

/** Runs the command and tells the client how it ended. Never rejects: a client that has gone has nobody to be told. */
export async function runExec(socket: WebSocket, request: ExecRequest): Promise<void> {
  const gone = new AbortController();
  socket.on('close', () => gone.abort(new Error('the client has gone')));
  socket.on('error', () => socket.terminate());
  const status = await runCommand(request, openStreams(socket, AbortSignal.any([gone.signal, request.context.signal])));
  await send(socket, channels.status, JSON.stringify(status));
  socket.close(1000);
}

/** Resolves with the Status that says how the command ended. Never rejects. */
export async function runCommand({ command, image, context }: ExecRequest, streams: ExecStreams): Promise<object> {
  try {
    const code = await image.exec?.(command, streams, context);
    return code === undefined ? notFound(command) : exitStatus(code);
  } catch (error) {
    return failure('InternalError', `error executing command in container: ${error instanceof Error ? error.message : error}`);
  }
}

function openStreams(socket: WebSocket, signal: AbortSignal): ExecStreams {
  const stdin = new PassThrough();
  socket.on('message', (data: RawData) => {
    const message = data as Buffer; // what ws gives as long as nobody changes binaryType
    if (message[0] === channels.close && message[1] === channels.stdin) stdin.end();
    else if (message[0] === channels.stdin && !stdin.writableEnded && !stdin.write(message.subarray(1))) {
      socket.pause();
      stdin.once('drain', () => socket.resume());
    }
  });
  socket.on('close', () => stdin.end());
  return {
    stdin,
    signal,
    stdout: (data) => send(socket, channels.stdout, data),
    stderr: (data) => send(socket, channels.stderr, data),
  };
}

/** Resolves when the message has left, which is the back-pressure of the connection. */
function send(socket: WebSocket, channel: number, data: Uint8Array | string): Promise<void> {
  return new Promise((resolve) => {
    const content = typeof data === 'string' ? Buffer.from(data) : data;
    socket.send(Buffer.concat([Uint8Array.of(channel), content]), () => resolve());
  });
}

function exitStatus(code: number): object {
  if (code === 0) return { metadata: {}, status: 'Success' };
  const message = `command terminated with non-zero exit code: command terminated with exit code ${code}`;
  return { ...failure('NonZeroExitCode', message), details: { causes: [{ reason: 'ExitCode', message: String(code) }] } };
}

function notFound([program = '']: readonly string[]): object {
  return failure('InternalError', `error executing command in container: exec: "${program}": executable file not found in $PATH`);
}

const failure = (reason: string, message: string) => ({ metadata: {}, status: 'Failure', reason, message });
