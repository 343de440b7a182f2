import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from '@capstan/client';
import { expect, test } from 'vitest';
import { fleetEnv } from '../test-support/fleet-env.ts';

/** What answers everything the same way, as a proxy in front of an API server may. */
async function answering(body: string): Promise<{ readonly url: string } & AsyncDisposable> {
  const server = createServer((_request, response) => response.setHeader('content-type', 'application/json').end(body));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

test.each([
  [
    'a version that is none',
    '{"gitVersion":"<b>latest</b>"}',
    /GET \/version of the workload cluster was not answered with an API server's version/,
  ],
  ['null', 'null', /was not answered with an API server's version/],
  ['a login page', '<html>sign in</html>', /GET \/version was answered with 200 and something that is not JSON/],
  ['a version, and no nodes', '{"gitVersion":"v1.36.0"}', /was not answered with a list/],
])('what answers with %s is not checked, and the report says what it answered', async (_what, body, explanation) => {
  await using proxy = await answering(body);
  await using instead = createClient({ server: proxy.url, authentication: { type: 'anonymous' } });
  await using fleet = await fleetEnv({ instead });
  await using _running = await fleet.start();
  await fleet.profile({ probes: [{ name: 'api', type: 'ApiServer' }], timeLimits: { preconditions: '1s' } });
  await fleet.cluster('web');

  const { status } = await fleet.report('web', ({ status: one }) => one?.phase === 'Done');

  expect(status?.run).toMatchObject({
    verdict: 'Unknown',
    reason: 'ClusterUnreachable',
    explanation: expect.stringMatching(explanation),
  });
  expect(status?.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({
    status: 'Unknown',
    message: expect.stringMatching(explanation),
  });
});
