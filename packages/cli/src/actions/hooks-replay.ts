import { type ReplayedCall, replay } from '@capstan/extension-kit';
import pc from 'picocolors';
import type { EndpointOptions, OutputOptions } from '../commands/hooks-options.ts';
import { printable, printableLine } from '../printable.ts';
import { untilInterrupted } from '../until-interrupted.ts';
import { endpointOf } from './hooks-endpoint.ts';

export interface ReplayOptions extends EndpointOptions, OutputOptions {
  readonly dropPath: string;
}

/** Replays a recording and prints where answers differ; whether none does. */
export async function replayFile(file: string, options: ReplayOptions): Promise<boolean> {
  const { output, dropPath } = options;
  const endpoint = await endpointOf(options);
  const counts = { same: 0, different: 0, unanswered: 0 };
  for await (const replayed of replay({ file, endpoint, dropPath, signal: untilInterrupted() })) {
    counts[replayed.result] += 1;
    if (output === 'json') process.stdout.write(`${printable(JSON.stringify(replayed))}\n`);
    else process.stdout.write(lines(replayed));
  }
  if (output === 'text')
    process.stdout.write(`\n${counts.same} the same, ${counts.different} different, ${counts.unanswered} unanswered\n`);
  return counts.different + counts.unanswered === 0;
}

function lines({ line, subject, result, differences, message }: ReplayedCall): string {
  const mark = result === 'same' ? pc.green('=') : pc.red('≠');
  const more = [
    ...(message === '' ? [] : [printableLine(message)]),
    ...differences.flatMap(({ path, recorded, now }) => [
      path === '' ? 'the whole answer' : printableLine(path),
      pc.red(`- ${printableLine(recorded ?? '(nothing)')}`),
      pc.green(`+ ${printableLine(now ?? '(nothing)')}`),
    ]),
  ];
  return [`${mark} ${printableLine(subject)} ${pc.dim(`line ${line}`)}`, ...more.map((text) => `    ${text}`)]
    .map((text) => `${text}\n`)
    .join('');
}
