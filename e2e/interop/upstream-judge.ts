import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { text } from 'node:stream/consumers';

const source = new URL('.', import.meta.url).pathname;
const cache = new URL('../../.cache/interop/', import.meta.url).pathname;

/** Why upstream's types can't judge here; `undefined` when they can. */
export const whyNoJudge = spawnSync('go', ['version']).status === 0 ? undefined : 'there is no Go on the PATH to build them with';

/** A line for the judge: an answer to be decoded, or a request to be sent. */
export type Question =
  | { readonly hook: string; readonly answer: string }
  | { readonly hook: string; readonly handler: string; readonly request: unknown };

export interface Verdict {
  readonly hook: string;
  readonly ok: boolean;
  /** What upstream's types, or its rules for calls, refused. */
  readonly error?: string;
  /** The answer as upstream itself would have written it. */
  readonly canonical?: string;
  /** The answer as it came. */
  readonly answer: string;
  readonly protocol?: string;
}

/** Builds the program of this folder; Go's own cache makes the second time quick. */
export function buildJudge(): string {
  mkdirSync(cache, { recursive: true });
  const program = `${cache}judge`;
  execFileSync('go', ['build', '-buildvcs=false', '-o', program, '.'], { cwd: source, stdio: ['ignore', 'inherit', 'inherit'] });
  return program;
}

/** Lets upstream's types judge each question, in order. */
export async function judge(program: string, args: readonly string[], questions: readonly Question[]): Promise<Verdict[]> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], timeout: 60_000 });
  child.stdin.end(questions.map((question) => `${JSON.stringify(question)}\n`).join(''));
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (code !== 0) throw new Error(`the judge ended with ${code}: ${errors}`);
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Verdict); // what the program prints
}
