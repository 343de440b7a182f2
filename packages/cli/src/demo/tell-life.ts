import { type TimelineEntry, timelineLine } from '@capstan/extension-kit';
import pc from 'picocolors';
import { printableLine } from '../printable.ts';

/** Of the terminal that lines are made for. */
const columns = 120;

/** A line of a cluster's life, in the columns of the events beside it; `undefined` for what is asked on every reconcile. */
export function lifeLine(entry: TimelineEntry): string | undefined {
  if (entry.type === 'call' && (quiet.has(entry.hook) || entry.repeats > 0)) return undefined;
  const line = timelineLine(entry);
  if (line === undefined) return undefined;
  const text = printableLine(line.replace(/^ *\d+s +(── )?/, ''));
  const mark = entry.type === 'call' ? pc.blue('◆') : pc.dim('─');
  return `${pc.dim(`${entry.seconds.toFixed(0)}s`.padStart(8))} ${mark} ${folded(text, printableLine(entry.message))}`;
}

/** As {@link lifeLine}, at the time of a clock; the text may end with a message. */
export function clockLine(mark: string, text: string, message = ''): string {
  const said = printableLine(message);
  const whole = said === '' ? text : `${text}: ${said}`;
  return `${pc.dim(new Date().toISOString().slice(11, 19))} ${mark} ${folded(whole, said)}`;
}

/** A message that would run over the edge has a line of its own. */
function folded(text: string, message: string): string {
  const beside = `: ${message}`;
  if (text.length <= columns - 11 || !text.endsWith(beside)) return text;
  return `${text.slice(0, -beside.length)}:\n${' '.repeat(13)}${message}`;
}

const quiet: ReadonlySet<string> = new Set(['GeneratePatches', 'ValidateTopology', 'DiscoverVariables', 'GenerateUpgradePlan']);
