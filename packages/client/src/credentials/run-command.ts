export type CommandResult =
  | { readonly outcome: 'done'; readonly output: string }
  | { readonly outcome: 'missing' }
  | { readonly outcome: 'failed'; readonly problem: string };

const timeoutMs = 60_000;
const outputLimit = 1 << 20;

/** Runs a command that needs no input and answers its standard output; what it says on the other goes into `problem`. */
export async function runCommand(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<CommandResult> {
  const { spawn } = await import('node:child_process'); // most clients never run a credential plugin
  return new Promise((resolve) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs, windowsHide: true });
    let output = '';
    let complaint = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.length > outputLimit) child.kill();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-2_000);
    });
    child.on('error', (error) => resolve(failedToStart(error)));
    child.on('close', (code, signal) => {
      if (code === 0) resolve({ outcome: 'done', output });
      else
        resolve({
          outcome: 'failed',
          problem: `${signal === null ? `exit code ${code}` : `ended by ${signal}`}${quote(complaint)}`,
        });
    });
  });
}

function failedToStart(error: Error & { readonly code?: string }): CommandResult {
  if (error.code === 'ENOENT') return { outcome: 'missing' };
  return { outcome: 'failed', problem: error.code === 'EACCES' ? 'it may not be executed' : `it did not start (${error.code})` };
}

/** The last line a command complained with. Whatever is long and dense enough to be a token is left out. */
function quote(complaint: string): string {
  const line = complaint.trim().split('\n').at(-1) ?? '';
  return line === '' ? '' : `: ${line.replace(/[\w+/=.~-]{24,}/g, '***').slice(0, 300)}`;
}
