import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bin, buildProgram, type GoProgram, manifests, moduleFolder } from './go-program.ts';

const version = 'v1.14.2';
const module = 'cluster-api';
const repository = 'sigs.k8s.io/cluster-api';

const versionFlags = Object.entries({
  gitMajor: '1',
  gitMinor: '14',
  gitVersion: version,
  gitTreeState: 'clean',
  gitCommit: 'module',
  buildDate: '1970-01-01T00:00:00Z',
})
  .map(([name, value]) => `-X ${repository}/version.${name}=${value}`)
  .join(' ');

const programs: readonly GoProgram[] = [
  { name: 'capi-core', package: `${repository}/core` },
  { name: 'capi-kubeadm-bootstrap', package: `${repository}/bootstrap/kubeadm` },
  { name: 'capi-kubeadm-control-plane', package: `${repository}/controlplane/kubeadm` },
  { name: 'capi-docker-provider', package: `${repository}/test/infrastructure/docker` },
  { name: 'clusterctl', package: `${repository}/cmd/clusterctl` },
].map((program) => ({ ...program, module, flags: versionFlags }));

/** Where each component's `config/` folder is. */
const components = [
  { name: 'core', dependency: repository, folder: 'core/config' },
  { name: 'bootstrap', dependency: repository, folder: 'bootstrap/kubeadm/config' },
  { name: 'control-plane', dependency: repository, folder: 'controlplane/kubeadm/config' },
  { name: 'infrastructure', dependency: `${repository}/test`, folder: 'infrastructure/docker/config' },
  { name: 'clusterctl', dependency: repository, folder: 'cmd/clusterctl/config' },
] as const;

export function isClusterApiInstalled(): boolean {
  return (
    programs.every(({ name }) => existsSync(join(bin, name))) &&
    components.every(({ name }) => existsSync(join(manifests, name, 'crd')))
  );
}

/** Builds Cluster API's managers and clusterctl, and copies the manifests that go with them. */
export function installClusterApi(): void {
  for (const program of programs) buildProgram(program);
  for (const { name, dependency, folder } of components) {
    copyConfig(join(moduleFolder(module, dependency), folder), join(manifests, name));
  }
}

function copyConfig(from: string, to: string): void {
  for (const part of ['crd', 'webhook']) {
    if (!existsSync(join(from, part))) continue;
    mkdirSync(to, { recursive: true });
    cpSync(join(from, part), join(to, part), { recursive: true });
  }
  // Files of the module cache are read-only, and so would be their copies: nobody could remove them.
  chmodSync(to, 0o755);
  for (const entry of readdirSync(to, { recursive: true, withFileTypes: true })) {
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  }
}
