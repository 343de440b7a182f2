import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
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

test.runIf(process.platform === 'linux')('what one process was given is not given to another', async () => {
  const module = new URL('./free-ports.ts', import.meta.url).href;
  const program = `import { freePorts } from '${module}'; console.log(JSON.stringify(await freePorts(300))); process.stdin.resume();`;
  const other = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await once(createInterface(other.stdout), 'line');
  const theirs: readonly number[] = JSON.parse(line);

  const ours = await freePorts(300); // of 7,000: a dozen would be the same by chance
  other.stdin.end();
  await once(other, 'close');

  expect(ours.filter((port) => theirs.includes(port))).toEqual([]);
});
