import { setTimeout as delay } from 'node:timers/promises';
import { ConfigMapSync } from '@capstan/config-weaver';
import { ConfigMap } from '@capstan/schema';
import { parse, stringify } from 'yaml';
import { loopbackCertificate } from '../e2e/loopback-certificate.ts';
import type { Contender } from './control-planes.ts';
import { startCountingProxy } from './counting-proxy.ts';
import { account, inParallel, targetName, tenant, untilReady } from './weaver-load.ts';
import { startWeaver } from './weaver-operator.ts';

const syncs = 1_000;
const targets = 10;
/** Connections that nobody uses are closed after 55 s. */
const settleMs = 60_000;
const idleSeconds = Number(process.env['WEAVER_IDLE_SECONDS'] ?? 60);

/** A thousand syncs of ten targets each, when nothing happens: what is asked of the server, and what it takes to be there. */
export async function measureIdle(contender: Contender, tell: (name: string, value: number) => void): Promise<void> {
  const { client } = contender;
  const config = parse(contender.kubeconfig) as { clusters: { cluster: Record<string, string> }[] }; // of a server that the benchmark started
  const [{ cluster = {} } = {}] = config.clusters;
  const authority = Buffer.from(cluster['certificate-authority-data'] ?? '', 'base64').toString();
  await using proxy = await startCountingProxy(cluster['server'] ?? '', authority);
  cluster['server'] = proxy.url;
  cluster['certificate-authority-data'] = Buffer.from(loopbackCertificate).toString('base64');
  const behind = { client, kubeconfig: stringify(config) };
  await makeSyncs(contender, behind, tell);
  await using operator = await startWeaver(behind);
  await delay(settleMs);
  const before = { cpu: operator.cpuMs(), requests: proxy.requests.length };
  await delay(idleSeconds * 1_000);
  const asked = proxy.requests.slice(before.requests);
  const isWatch = (request: string) => request.includes('watch=true');
  for (const request of asked.filter((one) => !isWatch(one)).slice(0, 5)) console.error(`while idle: ${request}`);
  tell(`requests/s while idle, without watches`, asked.filter((one) => !isWatch(one)).length / idleSeconds);
  tell(`watches opened anew per second`, asked.filter(isWatch).length / idleSeconds);
  tell('processor while idle, % of a core', (operator.cpuMs() - before.cpu) / (idleSeconds * 10));
  tell('memory after a new start, MB', operator.residentMegabytes());
}

async function makeSyncs(
  { client }: Contender,
  behind: Parameters<typeof startWeaver>[0],
  tell: (name: string, value: number) => void,
): Promise<void> {
  await using operator = await startWeaver(behind);
  const source = 'idle';
  await client.create(ConfigMap, { metadata: { name: source, namespace: tenant }, data: { round: '0' } });
  const syncToNamespaces = Array.from({ length: targets }, (_, index) => targetName(index));
  await inParallel(syncs, (index) => {
    const name = `idle-${index}`;
    const spec = { source: { name: source }, targetName: name, syncToNamespaces, serviceAccount: { name: account } };
    return client.create(ConfigMapSync, { metadata: { name, namespace: tenant }, spec });
  });
  await inParallel(syncs, (index) => untilReady(client, `idle-${index}`));
  await delay(settleMs);
  tell(`memory with ${syncs} new syncs of ${targets} targets, MB`, operator.residentMegabytes());
}
