import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Why tests with a real kubectl can't run here; `undefined` when they can. */
export const kubectlMissing =
  spawnSync('kubectl', ['version', '--client']).status === 0 ? undefined : 'there is no kubectl on the PATH';
if (kubectlMissing) console.log(`SKIPPED: tests with a real kubectl: ${kubectlMissing}`);

/** A real kubectl with a kubeconfig and a discovery cache of its own. Answers stdout; throws with stderr. */
export function kubectlFor(
  kubeconfig: string,
): (command: string, options?: { readonly env?: NodeJS.ProcessEnv; readonly input?: string }) => Promise<string> {
  const cache = mkdtempSync(join(tmpdir(), 'capstan-kubectl-'));
  return async (command, { env, input } = {}) => {
    const args = ['--kubeconfig', kubeconfig, '--cache-dir', cache, ...command.split(' ')];
    const running = execute('kubectl', args, { env: { ...process.env, ...env }, timeout: 25_000 });
    if (input !== undefined) running.child.stdin?.end(input);
    const { stdout } = await running;
    return stdout;
  };
}
