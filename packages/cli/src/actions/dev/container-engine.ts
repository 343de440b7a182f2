import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { UserError } from '../../report-error.ts';

const engines = ['docker', 'podman'] as const;

/** Builds and pushes images by what is installed. */
export interface ContainerEngine {
  readonly name: string;
  /** Runs a command of the engine to its end, with its output here. Throws when it fails. */
  run(args: readonly string[], signal: AbortSignal): Promise<void>;
}

/** docker, or podman. */
export function findContainerEngine(): ContainerEngine {
  const name = engines.find((engine) => spawnSync(engine, ['--version'], { timeout: 10_000 }).status === 0);
  if (name !== undefined) return { name, run: (args, signal) => run(name, args, signal) };
  throw new UserError(`--image needs ${engines.join(' or ')}, and neither is on the PATH`, {
    hint: 'Install one, or leave --image out: the extension is then served from here, and needs no image.',
  });
}

async function run(engine: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  const child = spawn(engine, args, { stdio: ['ignore', 'inherit', 'inherit'], signal });
  const [code] = (await once(child, 'exit')) as [number | null]; // as the event is documented
  if (code === 0) return;
  throw new UserError(`'${engine} ${args.join(' ')}' ended with exit code ${code}`, { hint: 'Its own output is above.' });
}
