import { ConfigMap, Pod, Role, RoleBinding, Secret, ServiceAccount } from '@capstan/schema';
import { expect, test } from 'vitest';
import type { ProgramContext } from '../program.ts';
import { nodeEnv } from '../test-support/node-env.ts';

const image = 'example.invalid/reader:v1';

/** A program that shows its context and ends. */
function shower() {
  const { promise, resolve } = Promise.withResolvers<ProgramContext>();
  const show = (context: ProgramContext) => {
    resolve(context);
    return 0;
  };
  return { context: promise, programs: { [image]: show } };
}

test('a program sees ConfigMaps, Secrets and fields of its pod as files and variables', async () => {
  const { context, programs } = shower();
  await using at = await nodeEnv(programs);
  const { client, namespace } = at;
  await client.create(ConfigMap, { metadata: { name: 'settings', namespace }, data: { color: 'blue', 'a.txt': 'A' } });
  const password = Buffer.from('s3cret').toString('base64');
  await client.create(Secret, { metadata: { name: 'keys', namespace }, data: { password } });
  await at.create('web', {
    restartPolicy: 'Never',
    volumes: [
      { name: 'settings', configMap: { name: 'settings' } },
      { name: 'one', configMap: { name: 'settings', items: [{ key: 'a.txt', path: 'deep/b.txt' }] } },
      { name: 'keys', secret: { secretName: 'keys' } },
      { name: 'none', secret: { secretName: 'missing', optional: true } },
      { name: 'about', downwardAPI: { items: [{ path: 'name', fieldRef: { fieldPath: 'metadata.name' } }] } },
    ],
    containers: [
      {
        name: 'app',
        image,
        command: ['/app', '--color=$(COLOR)'],
        args: ['$(IP)', '$$(IP)', '$(UNKNOWN)'],
        env: [
          { name: 'COLOR', valueFrom: { configMapKeyRef: { name: 'settings', key: 'color' } } },
          { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
          { name: 'NOTHING', valueFrom: { secretKeyRef: { name: 'keys', key: 'nope', optional: true } } },
        ],
        envFrom: [{ prefix: 'KEY_', secretRef: { name: 'keys' } }],
        volumeMounts: [
          { name: 'settings', mountPath: '/etc/settings' },
          { name: 'one', mountPath: '/etc/settings/one' },
          { name: 'keys', mountPath: '/keys/password', subPath: 'password' },
          { name: 'none', mountPath: '/none' },
          { name: 'about', mountPath: '/about' },
        ],
      },
    ],
  });

  const { files, env, command } = await context;

  expect(files.list('/etc/settings')).toEqual(['/etc/settings/a.txt', '/etc/settings/color']);
  expect(files.readText('/etc/settings/one/deep/b.txt')).toBe('A');
  expect(files.readText('/keys/password')).toBe('s3cret');
  expect(files.list('/none')).toEqual([]);
  expect(files.readText('/about/name')).toBe('web');
  expect(env).toEqual({ KEY_password: 's3cret', COLOR: 'blue', IP: '127.0.0.1' });
  expect(command).toEqual(['/app', '--color=blue', '127.0.0.1', '$(IP)', '$(UNKNOWN)']);
  expect(() => files.write('/etc/settings/color', 'red')).toThrow('/etc/settings/color is on a read-only file system');
});

test('a container waits for what it lacks, and says what that is', async () => {
  const { context, programs } = shower();
  await using at = await nodeEnv(programs);
  const { client, namespace } = at;
  const waiting = (name: string, text: string) =>
    at.env.eventually(Pod, { name, namespace }, ({ status }) =>
      Boolean(status?.containerStatuses?.[0]?.state?.waiting?.message?.includes(text)),
    );
  await at.create('mounts', {
    restartPolicy: 'Never',
    volumes: [{ name: 'late', configMap: { name: 'late' } }],
    containers: [{ name: 'app', image, volumeMounts: [{ name: 'late', mountPath: '/late' }] }],
  });
  const env = [{ name: 'X', valueFrom: { configMapKeyRef: { name: 'never', key: 'x' } } }];
  await at.create('variables', { containers: [{ name: 'app', image, env }] });
  await at.create('disks', {
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
    containers: [{ name: 'app', image }],
  });

  await waiting('mounts', 'configmap "late" not found');
  await waiting('variables', 'configmap "never" not found');
  await waiting('disks', 'persistentVolumeClaim');
  await client.create(ConfigMap, { metadata: { name: 'late', namespace }, data: { a: 'b' } });

  expect((await context).files.readText('/late/a')).toBe('b');
});

test('containers share the volumes of their pod, and nothing else', async () => {
  const found = Promise.withResolvers<readonly (string | undefined)[]>();
  const programs = {
    'example.invalid/writer:v1': ({ files }: ProgramContext) => {
      files.write('/tmp/private', 'mine');
      files.write('/out/done', 'shared');
      return 0;
    },
    'example.invalid/finder:v1': async ({ files, signal }: ProgramContext) => {
      const shared = Buffer.from(await files.appears('/in/done', signal)).toString();
      found.resolve([shared, files.readText('/tmp/private')]);
      return 0;
    },
  };
  await using at = await nodeEnv(programs);
  const mounted = (name: string, mountPath: string) => ({
    name,
    image: `example.invalid/${name}:v1`,
    volumeMounts: [{ name: 'results', mountPath }],
  });
  await at.create('pair', {
    restartPolicy: 'Never',
    volumes: [{ name: 'results', emptyDir: {} }],
    containers: [mounted('finder', '/in'), mounted('writer', '/out')],
  });

  expect(await found.promise).toEqual(['shared', undefined]);
});

test('a program acts with the rights of its ServiceAccount, and has its token as a file where one is asked for', async () => {
  const outcome = Promise.withResolvers<unknown[]>();
  const programs = {
    [image]: async ({ client, pod, files }: ProgramContext) => {
      const { namespace } = pod.metadata;
      const own = await client.get(ConfigMap, { name: 'kube-root-ca.crt', namespace }).then(({ kind }) => kind);
      const secrets = await client.get(Secret, { name: 'x', namespace }).catch((error) => error.reason);
      const token = files.readText('/token/token') ?? '';
      const as = await client.with({ token: () => token }).get(ConfigMap, { name: 'kube-root-ca.crt', namespace });
      outcome.resolve([own, secrets, as.metadata.name]);
      return 0;
    },
  };
  await using at = await nodeEnv(programs);
  const { client, namespace } = at;
  await client.create(ServiceAccount, { metadata: { name: 'reader', namespace } });
  await client.create(Role, {
    metadata: { name: 'reader', namespace },
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }],
  });
  await client.create(RoleBinding, {
    metadata: { name: 'reader', namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
    subjects: [{ kind: 'ServiceAccount', name: 'reader', namespace }],
  });
  await at.env.eventuallyAllowed({ serviceAccount: 'reader', namespace }, ConfigMap, { namespace, verbs: ['get'] });
  await at.env.eventually(ConfigMap, { name: 'kube-root-ca.crt', namespace }, () => true); // it comes a moment after its namespace
  await at.create('web', {
    restartPolicy: 'Never',
    serviceAccountName: 'reader',
    volumes: [{ name: 'token', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }],
    containers: [{ name: 'app', image, volumeMounts: [{ name: 'token', mountPath: '/token' }] }],
  });

  await at.reaches('web', 'Succeeded');
  expect(await outcome.promise).toEqual(['ConfigMap', 'Forbidden', 'kube-root-ca.crt']);
});
