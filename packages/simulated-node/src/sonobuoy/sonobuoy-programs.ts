import type { ExecProgram, Program, Programs } from '../program.ts';
import { aggregate } from './aggregator/aggregate.ts';
import { type ArchiveFault, spoil } from './archive/archive-fault.ts';
import { splat } from './archive/splat.ts';
import { paceOf } from './pace.ts';
import { type PluginProgram, pluginImage } from './plugin-program.ts';
import { work } from './worker.ts';

export interface SonobuoyOptions {
  /** Images of plugins, by reference; `*` stands for anything. */
  readonly plugins: Readonly<Record<string, PluginProgram>>;
  /** Divides Sonobuoy's own waits (status each 5 s, checks each 10 s, failure after 5 min). Default: 1. */
  readonly speed?: number;
  /** Image of aggregator and worker. Default: `'sonobuoy/sonobuoy:*'`. */
  readonly image?: string;
  /** What is wrong with the archive when it is retrieved. Default: nothing. */
  readonly archive?: ArchiveFault;
  /** `'crashes'`: exits at once, with 2; `'silent'`: runs and never writes its status. Default: neither. */
  readonly aggregator?: 'crashes' | 'silent';
}

/**
 * Sonobuoy's image and those of its plugins, for a simulated node: the aggregator with its configuration, certificates,
 * plugin pods, uploads, status annotation and archive, the worker beside each plugin, and `sonobuoy splat` by exec.
 *
 * **Differs from Sonobuoy**: the aggregator listens on a free port instead of 8080, because the pods of a simulated node
 * share one host; the archive has no resources, pod logs and host data of the cluster (`resources/`, `podlogs/`, `hosts/`).
 *
 * @example
 * const plugins = { 'example.invalid/readiness:*': ({ write, done }) => { write('a.xml', junit); done('a.xml'); } };
 * await startSimulatedNode({ client, name: 'node-1', programs: sonobuoyPrograms({ plugins, speed: 50 }) });
 */
export function sonobuoyPrograms(options: SonobuoyOptions): Programs {
  const { plugins, image = 'sonobuoy/sonobuoy:*' } = options;
  const images = Object.entries(plugins).map(([reference, plugin]) => [reference, pluginImage(plugin)] as const);
  return { ...Object.fromEntries(images), [image]: { main: sonobuoy(options), exec: execSonobuoy(options) } };
}

function sonobuoy({ speed = 1, aggregator }: SonobuoyOptions): Program {
  const pace = paceOf(speed);
  return async (context) => {
    const [, subcommand] = context.command;
    if (subcommand === 'worker') return work(context, pace);
    if (subcommand !== 'aggregator') {
      context.log(`Error: unknown command "${subcommand}" for "sonobuoy"`);
      return 1;
    }
    if (aggregator === 'crashes') return 2;
    if (aggregator !== 'silent') await aggregate(context, pace);
    if (!context.command.includes('--no-exit')) return 0;
    context.log('no-exit was specified, sonobuoy is now blocking');
    await ended(context.signal);
    return 0;
  };
}

const ended = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

const execSonobuoy =
  ({ archive }: SonobuoyOptions): ExecProgram =>
  async ([program, subcommand, folder], streams, { files }) => {
    if (program !== '/sonobuoy' || subcommand !== 'splat') return undefined;
    if (folder === undefined) {
      await streams.stderr('Error: accepts 1 arg(s), received 0\n');
      return 1;
    }
    const whole = await splat(files, folder);
    await streams.stdout(archive ? await spoil(whole, archive) : whole);
    return 0;
  };
