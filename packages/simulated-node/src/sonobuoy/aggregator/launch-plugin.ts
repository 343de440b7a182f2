import { createPrivateKey } from 'node:crypto';
import type { Client } from '@capstan/client';
import { DaemonSet, Pod, Secret } from '@capstan/schema';
import type { KeyedCertificate } from '../../tls/certificate.ts';
import { daemonSet, jobPod, objectMeta, type PluginRun, secretName } from './plugin-objects.ts';

/** Creates a plugin's certificate and its pod or DaemonSet. */
export async function launchPlugin(client: Client, run: PluginRun, { certificate, key }: KeyedCertificate): Promise<void> {
  const sec1 = createPrivateKey(key).export({ type: 'sec1', format: 'pem' }).toString(); // the form that workers can read
  const data = { 'tls.crt': base64(certificate), 'tls.key': base64(sec1) };
  await client.create(Secret, { metadata: objectMeta(run, secretName(run)), type: 'kubernetes.io/tls', data });
  if (run.definition.config.driver === 'Job') await client.create(Pod, jobPod(run));
  else await client.create(DaemonSet, daemonSet(run));
}

/** Deletes a plugin's pod or DaemonSet, unless its definition says to leave it. */
export async function cleanUpPlugin(client: Client, { definition, config, session }: PluginRun): Promise<void> {
  const { driver, skipCleanup } = definition.config;
  if (skipCleanup) return;
  const which = { namespace: config.Namespace, labels: { 'sonobuoy-run': session }, propagation: 'Background' } as const;
  if (driver === 'Job') await client.deleteCollection(Pod, { ...which, gracePeriodSeconds: 60 });
  else await client.deleteCollection(DaemonSet, { ...which, gracePeriodSeconds: 1 });
}

const base64 = (text: string) => Buffer.from(text).toString('base64');
