import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { CallRequest } from '../transport/call-request.ts';
import { ExecConnection } from './exec-connection.ts';

const request: CallRequest = { method: 'POST', path: '/api/v1/namespaces/a/pods/b/exec', timeoutMs: 1000 } as CallRequest; // what is read of it

/** A command at a peer that answers no ping: its pongs wait behind what it sends, as on a slow line. */
async function slowPeer() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', autoPong: false });
  await once(server, 'listening');
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`); // it listens on TCP
  const [[peer]] = (await Promise.all([once(server, 'connection'), once(socket, 'open')])) as unknown as [[WebSocket]];
  const connection = new ExecConnection(socket, request, () => ({ [Symbol.dispose]: () => undefined }));
  return {
    peer,
    connection,
    async [Symbol.asyncDispose]() {
      await connection[Symbol.asyncDispose]();
      server.close();
    },
  };
}

test('a peer that sends is there, also when its answers to pings are late; one that is silent is not', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  using _clock = { [Symbol.dispose]: () => void vi.useRealTimers() };
  await using slow = await slowPeer();

  for (let minute = 0; minute < 4; minute += 1) {
    slow.peer.send(Buffer.from([1, 65 + minute]));
    expect(await slow.connection.read()).toMatchObject([{ type: 'stdout' }]);
    vi.advanceTimersByTime(15_000);
  }
  vi.advanceTimersByTime(15_000);

  await expect(slow.connection.read()).rejects.toMatchObject({ message: expect.stringContaining('no answer to a ping') });
});
