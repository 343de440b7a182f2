import type { Client } from '@capstan/client';
import { ConfigMap, Namespace } from '@capstan/schema';

const payload = { 'app.properties': 'x'.repeat(700), color: 'blue' };

export async function makeNamespace(client: Client, name: string): Promise<void> {
  await client.create(Namespace, { metadata: { name } });
}

/** ConfigMaps of about 1 KB created per second, over a fixed number of them. */
export async function createsPerSecond(
  client: Client,
  options: { readonly namespace: string; readonly writers: number; readonly count: number },
): Promise<number> {
  const { namespace, writers, count } = options;
  return perSecond(writers, count, (index) =>
    client.create(ConfigMap, { metadata: { name: `object-${index}`, namespace }, data: payload }),
  );
}

/** Server-side applies per second that each change one key of one of 100 existing objects. */
export async function appliesPerSecond(
  client: Client,
  options: { readonly namespace: string; readonly writers: number; readonly count: number },
): Promise<number> {
  const { namespace, writers, count } = options;
  const apply = (index: number) =>
    client.apply(
      ConfigMap,
      { metadata: { name: `applied-${index % 100}`, namespace }, data: { ...payload, revision: String(index) } },
      { force: true },
    );
  await perSecond(writers, 100, apply);
  return perSecond(writers, count, apply);
}

async function perSecond(workers: number, count: number, work: (index: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const started = performance.now();
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: workers }, worker));
  return (count / (performance.now() - started)) * 1000;
}
