import { ConfigMap } from '@capstan/schema';
import { expect, test } from 'vitest';
import { untilDiscovered } from './discovered.ts';
import { testEnv } from './start-env.ts';

test('a wait for kinds ends when discovery tells of all, and else names those that it does not tell of', async () => {
  await using env = await testEnv();
  const paints = { group: 'paint.example', version: 'v1', plural: 'paints' };

  await untilDiscovered(env.client, [ConfigMap]);
  const inVain = untilDiscovered(env.client, [ConfigMap, paints], { timeout: '1s' });

  await expect(inVain).rejects.toMatchObject({
    code: 'NeverHappened',
    message: "the server's discovery does not tell of paints.v1.paint.example after 1s",
  });
});
