import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePorts } from './free-ports.ts';

test('free ports differ, can be listened on, and are none that the system gives to connections', async () => {
  const range = await readFile('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').catch(() => '32768 60999');
  const [first = 0] = range.split(/\s+/).map(Number);

  const ports = await freePorts(8);

  expect(new Set(ports).size).toBe(8);
  expect(ports.filter((port) => port >= Math.max(first, 32_000))).toEqual([]);
  for (const port of ports) {
    await using server = createServer();
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  }
});
