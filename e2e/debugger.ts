import { once } from 'node:events';

/** A location in a source, as the inspector counts: from 0. */
interface Location {
  readonly scriptId: string;
  readonly lineNumber: number;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: {
    readonly scriptId?: string;
    readonly url?: string;
    readonly callFrames?: readonly { readonly location: Location }[];
  };
}

/** Node's inspector, as an editor uses it. */
export interface Debugger extends Disposable {
  /** Sets a breakpoint in a file, in a line that counts from 1. */
  breakAt(file: string, line: number): Promise<void>;
  /** Resolves when it stops: with the file and the line it stopped in. */
  paused(): Promise<{ readonly url: string; readonly line: number }>;
  resume(): Promise<void>;
}

/** Attaches to a process that listens on this port. */
export async function attach(port: number): Promise<Debugger> {
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as readonly {
    readonly webSocketDebuggerUrl: string;
  }[];
  const socket = new WebSocket(targets[0]?.webSocketDebuggerUrl ?? '');
  await once(socket, 'open');
  const answers = new Map<number, () => void>();
  const urls = new Map<string, string>();
  const stops: Location[] = [];
  let wake = Promise.withResolvers<void>();
  socket.addEventListener('message', ({ data }) => {
    const { id, method, params } = JSON.parse(String(data)) as Message; // as the protocol is documented
    if (id !== undefined) answers.get(id)?.();
    if (method === 'Debugger.scriptParsed') urls.set(params?.scriptId ?? '', params?.url ?? '');
    if (method !== 'Debugger.paused') return;
    stops.push(...(params?.callFrames ?? []).slice(0, 1).map(({ location }) => location));
    wake.resolve();
  });
  let last = 0;
  const send = (method: string, params: object = {}) => {
    last += 1;
    const { promise, resolve } = Promise.withResolvers<void>();
    answers.set(last, resolve);
    socket.send(JSON.stringify({ id: last, method, params }));
    return promise;
  };
  await send('Debugger.enable');
  return {
    breakAt: (file, line) => send('Debugger.setBreakpointByUrl', { url: `file://${file}`, lineNumber: line - 1 }),
    async paused() {
      if (stops.length === 0) await wake.promise;
      wake = Promise.withResolvers<void>();
      const stop = stops.shift();
      return { url: urls.get(stop?.scriptId ?? '') ?? '', line: (stop?.lineNumber ?? -1) + 1 };
    },
    resume: () => send('Debugger.resume'),
    [Symbol.dispose]: () => socket.close(),
  };
}
