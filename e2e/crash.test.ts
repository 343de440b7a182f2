import { readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, createClient, loadKubeconfig } from '@capstan/client';
import { ConfigMap } from '@capstan/schema';
import { expect, test } from 'vitest';
import { type CapstanProcess, capstan, temporaryFolder } from './capstan-process.ts';

const serve = (folder: string) => capstan(['up', '--no-controllers', '--listen', '127.0.0.1:0', '--data-dir', folder]);

async function clientOf(folder: string): Promise<Client> {
  return createClient(await loadKubeconfig({ path: join(folder, 'kubeconfig') }), { maxRetries: 0 });
}

/** Creates ConfigMaps until the server is gone; answers the names of those that were acknowledged. */
async function writeUntilGone(client: Client, writers: number): Promise<readonly string[]> {
  const acknowledged: string[] = [];
  const write = async (writer: number) => {
    for (let index = 0; ; index++) {
      const name = `w${writer}-${index}`;
      try {
        await client.create(ConfigMap, { metadata: { name, namespace: 'default' }, data: { name } });
      } catch {
        return; // the server was killed: what was not answered may be there or not
      }
      acknowledged.push(name);
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  return acknowledged;
}

async function namesIn(client: Client): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for await (const { metadata, data } of client.list(ConfigMap, { namespace: 'default' }))
    if (data?.['name'] === metadata.name) names.add(metadata.name);
  return names;
}

async function started(server: CapstanProcess): Promise<void> {
  await server.until('API server');
}

test('after SIGKILL under write load every acknowledged write is there', async () => {
  await using folder = await temporaryFolder();
  const acknowledged: string[] = [];
  {
    await using server = serve(folder.path);
    await started(server);
    await using client = await clientOf(folder.path);
    const writing = writeUntilGone(client, 16);
    const watching = client.watch(ConfigMap, { namespace: 'default', signal: AbortSignal.timeout(60_000) });
    let seen = 0;
    for await (const event of watching) {
      if (event.type === 'applied') seen += 1;
      if (seen === 500) break;
    }
    await server.end('SIGKILL');
    acknowledged.push(...(await writing));
  }

  await using server = serve(folder.path);
  await started(server);
  await using client = await clientOf(folder.path);
  const kept = await namesIn(client);

  expect(acknowledged.length).toBeGreaterThan(400);
  expect(acknowledged.filter((name) => !kept.has(name))).toEqual([]);
});

test('a data file cut off in the middle starts with what can be read, and says so', async () => {
  await using folder = await temporaryFolder();
  {
    await using server = serve(folder.path);
    await started(server);
    await using client = await clientOf(folder.path);
    for (let index = 0; index < 300; index++)
      await client.create(ConfigMap, { metadata: { name: `n${index}`, namespace: 'default' }, data: { pad: 'x'.repeat(2_000) } });
    await server.end('SIGTERM');
  }
  const database = databaseIn(folder.path);
  truncateSync(database, Math.floor(statSync(database).size * 0.6));

  await using server = serve(folder.path);
  await started(server);
  await using client = await clientOf(folder.path);
  await server.until(`${database} was damaged`); // on another stream than what says that it has started
  const { items } = await client.listPage(ConfigMap, { namespace: 'default' });
  await client.create(ConfigMap, { metadata: { name: 'after', namespace: 'default' } });

  expect(items.length).toBeGreaterThan(10);
});

/** The largest file of the folder. */
function databaseIn(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  return paths.toSorted((a, b) => statSync(b).size - statSync(a).size)[0] ?? '';
}
