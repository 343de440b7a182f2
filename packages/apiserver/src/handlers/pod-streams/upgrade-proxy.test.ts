import { once } from 'node:events';
import { IncomingMessage } from 'node:http';
import { type AddressInfo, createServer, Socket } from 'node:net';
import { expect, test } from 'vitest';
import { proxyUpgrade } from './upgrade-proxy.ts';

test('a kubelet that says nothing is let go at once where the client has gone before it was dialled', async () => {
  await using silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo; // it listens on TCP
  const client = new Socket().destroy();
  await once(client, 'close');

  const proxied = proxyUpgrade(
    new IncomingMessage(client),
    { head: Buffer.alloc(0), take: () => client },
    { host: '127.0.0.1', port, path: '/exec' },
  );

  await expect(proxied).rejects.toThrow('error dialing backend: the client has gone');
});
