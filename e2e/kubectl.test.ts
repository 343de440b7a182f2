import { join } from 'node:path';
import { expect, test } from 'vitest';
import { capstan, temporaryFolder } from './capstan-process.ts';
import { kubectlFor, kubectlMissing } from './kubectl.ts';

/** The demo, running, with a kubectl for it. It has told what became of its targets, and the status of its syncs may not yet. */
async function startedDemo() {
  await using made = new AsyncDisposableStack();
  const folder = made.use(await temporaryFolder());
  const running = made.use(capstan(['up', '--demo', '--listen', '127.0.0.1:0', '--data-dir', folder.path]));
  await running.until('copied ConfigMap app to namespace team-c');
  await running.until('cannot create configmaps in namespace team-x');
  const kubectl = kubectlFor(join(folder.path, 'kubeconfig'));
  const parts = made.move();
  return { kubectl, running, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

/** The same with syncs whose status tells it, too. */
async function demo() {
  await using made = new AsyncDisposableStack();
  const env = made.use(await startedDemo());
  await env.kubectl('-n team-a wait --for=condition=Ready cms/app');
  await env.kubectl('-n team-a wait --for=condition=Ready=false cms/partners');
  made.move();
  return env;
}

const withKubectl = test.skipIf(kubectlMissing !== undefined);

withKubectl('kubectl get lists syncs with their columns, by short name too', async () => {
  await using env = await demo();

  const table = await env.kubectl('get configmapsyncs -A');
  const short = await env.kubectl('get cms,cmsync -A -o name');

  expect(table).toMatch(/NAMESPACE\s+NAME\s+SOURCE\s+READY\s+TARGETS\s+AGE/);
  expect(table).toMatch(/team-a\s+app\s+app\s+True\s+2\/2\s+\d+s/);
  expect(table).toMatch(/team-a\s+partners\s+partners\s+False\s+1\/2\s+\d+s/);
  expect(short).toContain('configmapsync.weaver.capstan.dev/app');
});

withKubectl('kubectl edit changes the source, and the copies follow', async () => {
  await using env = await demo();

  await env.kubectl('-n team-a edit configmap app', { env: { KUBE_EDITOR: 'sed -i s/blue/green/' } });
  const copy = await env.kubectl('-n team-b wait --for=jsonpath={.data.color}=green configmap/app');

  expect(copy).toContain('condition met');
});

withKubectl('kubectl delete of a copy brings it back', async () => {
  await using env = await demo();
  const uid = await env.kubectl('-n team-b get configmap app -o jsonpath={.metadata.uid}');

  await env.kubectl('-n team-b delete configmap app');
  await env.kubectl('-n team-b wait --for=create configmap/app');
  const again = await env.kubectl('-n team-b get configmap app -o jsonpath={.metadata.uid}');

  expect(again).not.toBe(uid);
});

withKubectl('kubectl delete of a sync removes its copies', async () => {
  await using env = await demo();

  await env.kubectl('-n team-a delete cms app');
  const left = await env.kubectl('get configmaps -A --field-selector metadata.name=app -o name');

  expect(left.trim()).toBe('configmap/app');
});

withKubectl('kubectl delete --cascade=orphan of a sync leaves its copies', async () => {
  await using env = await demo();

  await env.kubectl('-n team-a delete cms app --cascade=orphan');
  const left = await env.kubectl(
    'get configmaps -A --field-selector metadata.name=app -o jsonpath={.items[*].metadata.namespace}',
  );

  expect(left.split(' ')).toEqual(['team-a', 'team-b', 'team-c']);
});

withKubectl('kubectl wait sees the Ready condition', async () => {
  await using env = await startedDemo();

  expect(await env.kubectl('-n team-a wait --for=condition=Ready cms/app')).toContain('condition met');
  expect(await env.kubectl('-n team-a wait --for=condition=Ready=false cms/partners')).toContain('condition met');
});

withKubectl('kubectl explain describes the spec', async () => {
  await using env = await demo();

  const text = await env.kubectl('explain configmapsync.spec');

  expect(text).toMatch(/GROUP:\s+weaver\.capstan\.dev/);
  expect(text).toMatch(/syncToNamespaces\s+<\[\]string>/);
});

withKubectl('kubectl auth can-i answers for a ServiceAccount', async () => {
  await using env = await demo();

  const allowed = await env.kubectl('auth can-i create configmaps --as=system:serviceaccount:team-a:weaver -n team-b');
  const denied = env.kubectl('auth can-i create configmaps --as=system:serviceaccount:team-a:weaver -n team-x');

  expect(allowed.trim()).toBe('yes');
  await expect(denied).rejects.toMatchObject({ stdout: 'no\n' });
});

withKubectl('kubectl apply, apply --server-side, diff, label and describe work on built-in and custom kinds', async () => {
  await using env = await demo();
  const manifest = JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'mine', namespace: 'default' },
    data: { a: '1' },
  });

  const first = await env.kubectl('apply -f -', { input: manifest });
  const second = await env.kubectl('apply -f -', { input: manifest.replace('"1"', '"2"') });
  const serverSide = await env.kubectl('apply --server-side --force-conflicts -f -', { input: manifest.replace('"1"', '"3"') });
  await env.kubectl('label configmap mine -n default tier=front');
  const described = await env.kubectl('-n team-a describe cms partners');

  expect(first).toContain('configmap/mine created');
  expect(second).toContain('configmap/mine configured');
  expect(serverSide).toContain('serverside-applied');
  expect(await env.kubectl('get configmap mine -n default -o jsonpath={.data.a}{.metadata.labels.tier}')).toBe('3front');
  expect(described).toContain('TargetRefused');
});
