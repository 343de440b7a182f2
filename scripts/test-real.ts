// Runs the test suite on a real kube-apiserver: KUBEBUILDER_ASSETS, or what 'npm run real:install' built. Arguments go to the test runner.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = new URL('../', import.meta.url).pathname;
const assets = process.env['KUBEBUILDER_ASSETS'] ?? join(root, '.cache/real/bin');
if (!existsSync(join(assets, 'kube-apiserver'))) {
  console.error(`there is no kube-apiserver in ${assets}; run 'npm run real:install' first`);
  process.exit(1);
}
const environment = { ...process.env, CAPSTAN_CONTROL_PLANE: 'envtest', KUBEBUILDER_ASSETS: assets };
const { status } = spawnSync(join(root, 'node_modules/.bin/vitest'), ['run', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: environment,
});
process.exitCode = status ?? 1;
