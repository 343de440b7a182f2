import { once } from 'node:events';
import { url as inspectorUrl, open } from 'node:inspector';
import { type Extension, type ExtensionServer, type ExtensionServerOptions, startExtensionServer } from '@capstan/capi';
import { UserError } from '../../report-error.ts';
import { explainFailure } from './explain-failure.ts';
import { loadExtensions } from './load-extensions.ts';
import type { Command, Report, ServeOrder } from './messages.ts';
import { PersonLogger } from './person-logger.ts';

/** Serves an extension for `capstan dev`: loads it at once, and takes over when it is told to. */
export async function serveOrder(): Promise<void> {
  // Written by ExtensionProcess, which starts this.
  const order = JSON.parse(process.argv[2] ?? '') as ServeOrder;
  const logger = new PersonLogger();
  const stopping = obeyCommands(logger);
  try {
    const extensions = await loadExtensions(order.module);
    send({ report: 'loaded' });
    await toldToServe(stopping.signal);
    if (!stopping.signal.aborted) await serve(order, extensions, { ...stopping, logger });
  } catch (error) {
    send({ report: 'failed', message: explainFailure(error) });
  }
  if (process.connected) process.disconnect(); // after what was sent
  process.exitCode = 0;
  setImmediate(() => process.exit()); // an extension that left a timer behind must not hold up the next one
}

/** How a process that serves is told to end. */
export interface Stopping {
  readonly signal: AbortSignal;
  /** Whether no other process comes after this one. */
  readonly forGood: () => boolean;
}

interface Told extends Stopping {
  readonly logger: PersonLogger;
}

/** Ends with a command, or with whoever gives them. Ctrl-C reaches that one too, who then tells. */
function obeyCommands(logger: PersonLogger): Stopping {
  const stopping = new AbortController();
  let forGood = true;
  process.on('SIGINT', () => undefined);
  process.on('message', (message) => {
    const command = message as Command; // sent by ExtensionProcess
    if (command.command === 'log') logger.calls = command.calls;
    if (command.command !== 'stop') return;
    ({ forGood } = command);
    stopping.abort();
  });
  process.on('disconnect', () => stopping.abort());
  return { signal: stopping.signal, forGood: () => forGood };
}

/** Nothing else is told before, but `stop`, which aborts the signal. */
async function toldToServe(signal: AbortSignal): Promise<void> {
  await once(process, 'message', { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

async function serve(order: ServeOrder, extensions: readonly Extension[], told: Told): Promise<void> {
  const { signal, logger } = told;
  if (order.inspect) openInspector(order.inspect);
  const options: ExtensionServerOptions = {
    extensions,
    certificate: { from: 'selfManaged', names: order.names, keep: { directory: order.certificates } },
    listen: order.listen,
    logger,
  };
  const onServing = (server: ExtensionServer) => send(servingReport(server, extensions));
  if (order.cluster) {
    const { serveCluster } = await import('./serve-cluster.ts');
    return await serveCluster(order.cluster, options, { ...told, onServing });
  }
  await using server = await startExtensionServer(options);
  onServing(server);
  if (!signal.aborted) await once(signal, 'abort');
}

/** Node itself writes why it cannot, and goes on. */
function openInspector({ host, port }: { readonly host: string; readonly port: number }): void {
  open(port, host);
  if (inspectorUrl() === undefined)
    throw new UserError(`cannot open the inspector on ${host}:${port}`, {
      hint: 'End what listens there, or name another port: --inspect 9230.',
    });
}

function send(report: Report): void {
  process.send?.(report);
}

function servingReport(server: ExtensionServer, extensions: readonly Extension[]): Report {
  return {
    report: 'serving',
    url: server.url,
    caBundle: server.caBundle,
    extensions: extensions.map((extension) => ({
      name: extension.name,
      path: new URL(server.urlOf(extension)).pathname.replace(/\/$/, ''),
      hooks: extension.handlers.map(({ hook }) => hook),
    })),
  };
}
