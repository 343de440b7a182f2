import { diff } from 'node:util';
import { parseKubernetesVersion } from '@capstan/capi';
import { sampleCluster, simulateLifecycle, timelineLine } from '@capstan/extension-kit';
import pc from 'picocolors';
import { printableLine } from '../../printable.ts';
import type { ServedExtension } from './messages.ts';

const from = 'v1.34.0';
/** Simulated seconds in a real one: the life of a cluster takes about two seconds. */
const speed = 100;

/** Plays the life of a simulated cluster after each start, and tells what is different from the time before. */
export class PlayedLife {
  readonly #versions: readonly string[];
  #before: readonly string[] | undefined;

  constructor({ to = 'v1.36.0' }: { readonly to?: string }) {
    this.#versions = upTo(to);
  }

  /** Plays against what serves now, until the signal. */
  async play(
    serving: { readonly url: string; readonly caBundle: string; readonly extensions: readonly ServedExtension[] },
    signal: AbortSignal,
  ): Promise<void> {
    const { url, caBundle, extensions } = serving;
    const lines: string[] = [];
    const options = {
      extensions: extensions.map(({ name, path }) => ({ name, endpoint: { url: url + path, caBundle } })),
      cluster: sampleCluster(),
      versions: this.#versions,
      speed,
      patience: '10m',
      signal,
    } as const;
    for await (const entry of simulateLifecycle(options)) {
      const line = timelineLine(entry);
      if (line !== undefined) lines.push(printableLine(line));
    }
    print(this.#before === undefined ? lines : changes(this.#before, lines));
    this.#before = lines;
  }
}

function changes(before: readonly string[], after: readonly string[]): readonly string[] {
  const entries = diff(before.map(timeless), after.map(timeless)).filter(([operation]) => operation !== 0);
  if (entries.length === 0) return [pc.dim(`the life of a cluster is as before: ${timeless(after.at(-1) ?? '')}`)];
  // `diff` counts from the newer list's side.
  return entries.map(([operation, line]) => (operation === 1 ? pc.red(`- ${line}`) : pc.green(`+ ${line}`)));
}

function timeless(line: string): string {
  return line.replace(/^\s*\d+s\s+/, '');
}

function print(lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`  ${line}\n`);
}

/** A minor at a time, from where the simulated cluster begins. */
function upTo(to: string): readonly string[] {
  const [first, last] = [parseKubernetesVersion(from).minor, parseKubernetesVersion(to).minor];
  const between = Array.from({ length: Math.max(0, last - first - 1) }, (_, index) => `v1.${first + 1 + index}.0`);
  return [...new Set([from, ...between, to])];
}
