import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GuideStep } from './parse-guide.ts';

type Command = Extract<GuideStep, { readonly type: 'command' }>;

/** Does what a guide says, in one folder; throws where a command fails or does not print what the guide shows. */
export async function runGuide(steps: readonly GuideStep[], folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  for (const step of steps) {
    if (step.type === 'file') await writeFile(join(folder, step.name), step.content);
    else await runCommand(step, folder, env);
  }
}

async function runCommand(step: Command, folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const { code, output } = await shell(step.command, folder, env);
  const told = `line ${step.line}: ${step.command}\n${output}`;
  if ((code !== 0) !== step.isRefused) throw new Error(`${step.isRefused ? 'was not refused' : `exit code ${code}`}, ${told}`);
  const missing = notPrinted(step.shown, output);
  if (missing !== undefined) throw new Error(`did not print "${missing}", ${told}`);
}

/** The first line that is shown and was not printed, in this order; `...` stands for any lines. */
export function notPrinted(shown: readonly string[], output: string): string | undefined {
  const printed = output.split('\n').map(comparable);
  let from = 0;
  for (const line of shown) {
    if (line.trim() === '...') continue;
    const found = printed.indexOf(comparable(line), from);
    if (found === -1) return line;
    from = found + 1;
  }
  return undefined;
}

/** A line without what differs each time: times, ages, uids, and the width of columns. */
function comparable(line: string): string {
  return line
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uid>')
    .replaceAll(/(?<=\s)(\d+[dhms])+(?=\s|$)/g, '<age>')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

async function shell(
  command: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn('bash', ['-euo', 'pipefail', '-c', command], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  return { code, output };
}
