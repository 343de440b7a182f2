// Builds the real etcd, kube-apiserver and kube-controller-manager from the Go module proxy into .cache/real/bin.
// What is there is kept. Where KUBEBUILDER_ASSETS names a folder that has them, nothing is built.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const kubernetes = { version: 'v1.36.3', minor: '36' };
const here = new URL('.', import.meta.url).pathname;
const cache = new URL('../../.cache/real/', import.meta.url).pathname;
const bin = join(cache, 'bin');

const versionFlags = [
  `-X k8s.io/component-base/version.gitVersion=${kubernetes.version}`,
  '-X k8s.io/component-base/version.gitMajor=1',
  `-X k8s.io/component-base/version.gitMinor=${kubernetes.minor}`,
].join(' ');

const programs = [
  { name: 'etcd', module: 'etcd', package: 'go.etcd.io/etcd/server/v3', flags: '' },
  { name: 'kube-apiserver', module: 'kubernetes', package: 'k8s.io/kubernetes/cmd/kube-apiserver', flags: versionFlags },
  {
    name: 'kube-controller-manager',
    module: 'kubernetes',
    package: 'k8s.io/kubernetes/cmd/kube-controller-manager',
    flags: versionFlags,
  },
] as const;

const assets = process.env['KUBEBUILDER_ASSETS'];
if (assets && existsSync(join(assets, 'etcd')) && existsSync(join(assets, 'kube-apiserver'))) {
  console.log(`KUBEBUILDER_ASSETS has etcd and kube-apiserver: ${assets}`);
} else if (programs.every(({ name }) => existsSync(join(bin, name)))) {
  console.log(`already built: ${bin}`);
} else if (spawnSync('go', ['version']).status !== 0) {
  console.error('Go is needed to build kube-apiserver and etcd, and there is none on the PATH.');
  console.error('Install Go 1.26 or newer, or let KUBEBUILDER_ASSETS name a folder that has etcd and kube-apiserver.');
  process.exitCode = 3;
} else {
  mkdirSync(bin, { recursive: true });
  for (const program of programs) build(program);
}

function build(program: (typeof programs)[number]): void {
  const output = join(bin, program.name);
  if (existsSync(output)) return;
  const started = performance.now();
  // `go build -mod=mod` writes to the module file, so it works on a copy.
  const module = join(cache, 'modules', program.module);
  mkdirSync(module, { recursive: true });
  for (const file of ['go.mod', 'go.sum']) copyFileSync(join(here, program.module, file), join(module, file));
  console.log(`building ${program.name} …`);
  execFileSync('go', ['build', '-mod=mod', '-o', output, '-ldflags', `-s -w ${program.flags}`, program.package], {
    cwd: module,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  console.log(`built ${program.name} in ${Math.round((performance.now() - started) / 1000)} s`);
}
