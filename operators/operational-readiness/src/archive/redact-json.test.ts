import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redactJson } from './redact-json.ts';

const applied = (object: unknown) => ({
  annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(object) },
});
const variables = (...env: readonly object[]) => ({ spec: { containers: [{ name: 'app', env }] } });

test.each([
  ['a variable', variables({ name: 'DB_PASSWORD', value: 'hunter2' }), variables({ name: 'DB_PASSWORD', value: '***' })],
  ['a variable with quotes', variables({ name: 'PGPASS', value: 'a"b\\' }), variables({ name: 'PGPASS', value: '***' })],
  [
    'a variable in what was applied',
    applied(variables({ name: 'STRIPE_API_KEY', value: 'hunter2' })),
    applied(variables({ name: 'STRIPE_API_KEY', value: '***' })),
  ],
  ['a key of a ConfigMap', { data: { 'db-password': 'hunter2', size: '3' } }, { data: { 'db-password': '***', size: '3' } }],
  ['a key in camel case', { data: { accessKey: 'hunter2', key: 'k' } }, { data: { accessKey: '***', key: 'k' } }],
  [
    'a file in a ConfigMap',
    { data: { 'app.ini': 'user=me\npassword=hunter2\n' } },
    { data: { 'app.ini': 'user=me\npassword=***\n' } },
  ],
  ['an address', { url: 'postgres://me:hunter2@db' }, { url: 'postgres://me:***@db' }],
  ['an argument', { args: ['--token=hunter2', '-v'] }, { args: ['--token=***', '-v'] }],
])('%s loses its secret, and the rest stays JSON', (_what, object, expected) => {
  expect(JSON.parse(redactJson(JSON.stringify(object)))).toEqual(expected);
  expect(JSON.parse(redactJson(JSON.stringify(object, null, 2)))).toEqual(expected);
});

test('what only tells where a secret is stays', () => {
  const text = JSON.stringify({
    automountServiceAccountToken: true,
    volumes: [{ name: 'tokens', secret: { secretName: 'web-tls', defaultMode: 420 } }],
    imagePullSecrets: [{ name: 'registry' }],
    env: [
      { name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { key: 'password', name: 'db' } } },
      { name: 'EMPTY_TOKEN', value: '' },
      { name: 'MODE', value: 'fast\u2028' },
    ],
  });

  expect(redactJson(text)).toBe(text);
});

test('whatever JSON it is, it is JSON afterwards, with the same keys', () => {
  const keysOf = (value: unknown): unknown =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).map(([key, entry]) => [key, keysOf(entry)])
      : typeof value;

  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      expect(keysOf(JSON.parse(redactJson(text)))).toEqual(keysOf(JSON.parse(text)));
    }),
  );
});

test('what is no JSON is looked through as a log is', () => {
  expect(redactJson('{"a":"b","c":"password=hunter2')).toBe('{"a":"b","c":"password=***');
});

test.each([
  ['quotes that are escaped for ever', `"${'\\"'.repeat(2_000_000)}`],
  ['brackets', '['.repeat(4_000_000)],
  ['blanks', `"a"${' '.repeat(4_000_000)}`.repeat(2)],
  ['names', '{"name":"'.repeat(500_000)],
  ['blanks after a name, of what is no JSON', `"name=secret${' '.repeat(200_000)}`],
])('%s take it no time', (_what, text) => {
  const before = process.cpuUsage();

  redactJson(text);

  expect(process.cpuUsage(before).user / 1000).toBeLessThan(20_000); // it would be hours
});
