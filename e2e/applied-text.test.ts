import { ConfigMap } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';

test('text that YAML refuses or folds is applied as it is', async () => {
  await using env = await testEnv();
  const ref = { name: 'odd', namespace: await env.namespace() };
  const data = {
    controls: String.fromCharCode(...Array.from({ length: 0xa0 }, (_, code) => code)),
    breaks: 'a\u0085b\u2028c\u2029d\r\n  e\n',
    marks: '\ufeffa\ufffe\uffff\u202e',
    beyond: '\u{1f600}\u{10ffff}',
    escaped: '\\u0085 \\ "',
  };

  await env.client.apply(ConfigMap, { metadata: ref, data }, { fieldManager: 'odd' });

  expect((await env.client.get(ConfigMap, ref)).data).toEqual(data);
});
