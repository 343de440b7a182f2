import { ConfigMap } from '@capstan/schema';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { controller, done, type ManagerEvent, type ManagerOptions, run } from './index.ts';

test('metrics of a replica say whether it leads, and nothing of it where there is no election', async () => {
  await using env = await testEnv();
  const namespace = await env.namespace();
  const paint = controller({ name: 'paint', for: ConfigMap, reconcile: async () => done() });
  const replica = async (election: Pick<ManagerOptions, 'leaderElection'>) => {
    const stopping = new AbortController();
    const listening = Promise.withResolvers<string>();
    const observe = (event: ManagerEvent) => {
      if (event.type === 'listening') listening.resolve(event.address);
    };
    const options = { client: env.client, controllers: [paint], signal: stopping.signal, health: { port: 0 }, observe };
    const ended = run({ ...options, ...election });
    const metrics = `${await listening.promise}/metrics`;
    const stop = async () => {
      stopping.abort();
      await ended;
    };
    return { stop, status: async () => /^leader_election_master_status.*$/m.exec(await (await fetch(metrics)).text())?.[0] };
  };
  const election = (identity: string) =>
    ({ leaderElection: { name: 'paint', namespace, identity, retryPeriod: '50ms' } }) as const;

  const first = await replica(election('first'));
  await expect.poll(first.status).toBe('leader_election_master_status{name="paint"} 1');
  const second = await replica(election('second'));
  await expect.poll(second.status).toBe('leader_election_master_status{name="paint"} 0');
  await first.stop();
  await expect.poll(second.status).toBe('leader_election_master_status{name="paint"} 1');
  await second.stop();
  const alone = await replica({});
  const unelected = await alone.status();
  await alone.stop();

  expect(unelected).toBeUndefined();
});
