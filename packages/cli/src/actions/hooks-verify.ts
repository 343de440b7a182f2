import { type Verdict, type VerdictResult, verifyExtension } from '@capstan/extension-kit';
import pc from 'picocolors';
import type { EndpointOptions, OutputOptions, RequestOptions } from '../commands/hooks-options.ts';
import { printable, printableLine } from '../printable.ts';
import { untilInterrupted } from '../until-interrupted.ts';
import { clusterOf, endpointOf } from './hooks-endpoint.ts';

export interface VerifyOptions extends EndpointOptions, RequestOptions, OutputOptions {}

/** Examines an extension and prints the verdicts; whether none failed. */
export async function verify(options: VerifyOptions): Promise<boolean> {
  const { output, to, settings } = options;
  const endpoint = await endpointOf(options);
  const cluster = await clusterOf(options.cluster);
  const verdicts: Verdict[] = [];
  const given = { endpoint, cluster, settings, signal: untilInterrupted(), ...(to !== undefined && { to }) };
  for await (const verdict of verifyExtension(given)) {
    verdicts.push(verdict);
    if (output === 'text') process.stdout.write(lines(verdict));
  }
  const counts = countOf(verdicts);
  if (output === 'json') process.stdout.write(`${printable(JSON.stringify({ ...counts, verdicts }, null, 2))}\n`);
  else process.stdout.write(`\n${summary(counts)}\n`);
  return counts.fail === 0;
}

const marks: Readonly<Record<VerdictResult, string>> = {
  pass: pc.green('✓'),
  fail: pc.red('✗'),
  warning: pc.yellow('!'),
  skipped: pc.dim('-'),
};

function lines({ rule, title, result, detail, hint }: Verdict): string {
  const line = `${marks[result]} ${rule.padEnd(22)} ${result === 'skipped' ? pc.dim(title) : title}`;
  const found = printableLine(detail);
  const more = result === 'skipped' ? [pc.dim(found)] : [found, pc.dim(hint)];
  return [line, ...more.filter((text) => text !== '').map((text) => `    ${text}`)].map((text) => `${text}\n`).join('');
}

function countOf(verdicts: readonly Verdict[]): Readonly<Record<VerdictResult, number>> {
  const counts = { pass: 0, fail: 0, warning: 0, skipped: 0 };
  for (const { result } of verdicts) counts[result] += 1;
  return counts;
}

function summary({ pass, fail, warning, skipped }: Readonly<Record<VerdictResult, number>>): string {
  const failed = fail > 0 ? pc.red(`${fail} failed`) : '0 failed';
  const warned = warning === 1 ? '1 warning' : `${warning} warnings`;
  return `${pass} passed, ${failed}, ${warned}, ${skipped} skipped`;
}
