import { expect, test } from 'vitest';
import { type RunningServer, startServer } from './test-support/running-server.ts';

const events = (name = '') => `/api/v1/namespaces/default/events${name && `/${name}`}`;

const createEvent = (server: RunningServer, name: string) =>
  server.create(events(), {
    kind: 'Event',
    apiVersion: 'v1',
    metadata: { name },
    involvedObject: { kind: 'ConfigMap', name: 'app', namespace: 'default' },
    reason: 'Tested',
    type: 'Normal',
  });

test('an Event goes when its time is over', async () => {
  let now = Date.now(); // certificates are made by this clock, and looked at by the machine's
  await using server = await startServer({ eventTtl: '300ms', clock: () => now });
  await createEvent(server, 'old');
  now += 250;
  await createEvent(server, 'young');

  now += 100;
  await server.gone(events('old'));
  expect(await server.get(events('young'))).toBeDefined();

  now += 300;
  await server.gone(events('young'));
});

test('an Event that is written again lives on', async () => {
  let now = Date.now(); // certificates are made by this clock, and looked at by the machine's
  await using server = await startServer({ eventTtl: '300ms', clock: () => now });
  await createEvent(server, 'counted');
  await createEvent(server, 'once');
  now += 250;
  await server.mergePatch(events('counted'), { count: 2 });

  now += 100;
  await server.gone(events('once'));

  expect(await server.get(events('counted'))).toMatchObject({ count: 2 });
});
