// Builds the real etcd, kube-apiserver and kube-controller-manager from the Go module proxy into .cache/real/bin,
// with --cluster-api Cluster API's managers and clusterctl too, with --tools Helm, Sonobuoy and an S3 server. What is there is kept.
// Where KUBEBUILDER_ASSETS names a folder that has etcd and kube-apiserver, those are not built.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installClusterApi, isClusterApiInstalled } from './cluster-api.ts';
import { bin, buildProgram, type GoProgram, hasGo } from './go-program.ts';

const kubernetes = { version: 'v1.36.3', minor: '36' };

const versionFlags = [
  `-X k8s.io/component-base/version.gitVersion=${kubernetes.version}`,
  '-X k8s.io/component-base/version.gitMajor=1',
  `-X k8s.io/component-base/version.gitMinor=${kubernetes.minor}`,
].join(' ');

const programs: readonly GoProgram[] = [
  { name: 'etcd', module: 'etcd', package: 'go.etcd.io/etcd/server/v3', flags: '' },
  { name: 'kube-apiserver', module: 'kubernetes', package: 'k8s.io/kubernetes/cmd/kube-apiserver', flags: versionFlags },
  {
    name: 'kube-controller-manager',
    module: 'kubernetes',
    package: 'k8s.io/kubernetes/cmd/kube-controller-manager',
    flags: versionFlags,
  },
];

const tools: readonly GoProgram[] = [
  { name: 'helm', module: 'helm', package: 'helm.sh/helm/v3/cmd/helm', flags: '' },
  {
    name: 'sonobuoy',
    module: 'sonobuoy',
    package: 'github.com/vmware-tanzu/sonobuoy',
    flags: '-X github.com/vmware-tanzu/sonobuoy/pkg/buildinfo.Version=v0.57.5',
  },
  { name: 's3-server', module: 's3-server', package: '.', flags: '' },
];

const assets = process.env['KUBEBUILDER_ASSETS'];
const given = assets !== undefined && ['etcd', 'kube-apiserver'].every((name) => existsSync(join(assets, name)));
const wanted = [...(given ? [] : programs), ...(process.argv.includes('--tools') ? tools : [])];
const missing = wanted.filter(({ name }) => !existsSync(join(bin, name)));
const clusterApiWanted = process.argv.includes('--cluster-api');
const clusterApiMissing = clusterApiWanted && !isClusterApiInstalled();

if (given) console.log(`KUBEBUILDER_ASSETS has etcd and kube-apiserver: ${assets}`);
if (missing.length === 0 && !clusterApiMissing) {
  if (!given || clusterApiWanted) console.log(`already built: ${bin}`);
} else if (!hasGo()) {
  const what = [missing.length > 0 && missing.map(({ name }) => name).join(', '), clusterApiMissing && 'Cluster API']
    .filter(Boolean)
    .join(' and ');
  console.error(`Go is needed to build ${what}, and there is none on the PATH.`);
  console.error('Install Go 1.26 or newer. For kube-apiserver and etcd, KUBEBUILDER_ASSETS may name a folder that has them.');
  process.exitCode = 3;
} else {
  for (const program of missing) buildProgram(program);
  if (clusterApiMissing) installClusterApi();
}
