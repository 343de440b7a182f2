import { ConfigMap } from '@capstan/schema';
import { expect, test } from 'vitest';
import { untilCaughtUp } from '../test-support/caught-up.ts';
import { account, app, merge, readySync } from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

test('a change costs one write for each copy, and nothing else in their namespaces', async () => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const { from, targets } = await readySync(env, { targets: 5 });
  const change = async (color: string) => {
    await untilCaughtUp(weaver); // it looks again at a copy whose last version no cache shows
    const before = weaver.requests().length;
    await client.patch(ConfigMap, app(from), merge({ data: { color } }));
    for (const namespace of targets) await env.eventually(ConfigMap, app(namespace), ({ data }) => data?.['color'] === color);
    return weaver
      .requests()
      .slice(before)
      .filter(({ user }) => user.endsWith(`:${from}:${account}`));
  };

  const first = await change('green');
  const second = await change('red');

  const inTargets = second.filter(({ path }) => targets.some((namespace) => path.includes(`/namespaces/${namespace}/`)));
  expect(inTargets.map(({ method }) => method)).toEqual(targets.map(() => 'PATCH'));
  expect(first.filter(({ path }) => path.includes('selfsubjectaccessreviews'))).toHaveLength(targets.length);
  expect(second.filter(({ path }) => path.includes('selfsubjectaccessreviews'))).toEqual([]);
});
