import type { ManagerEvent } from '@capstan/runtime';
import { Lease, Namespace } from '@capstan/schema';
import type { TestEnv } from '@capstan/testenv';
import pMap from 'p-map';
import { configMapSyncController, secretSyncController } from '../index.ts';
import { letInEverywhere } from './many-namespaces.ts';
import type { RecordedRequest } from './recording-proxy.ts';
import { type Operator, type OperatorAccount, startOperator } from './weaver-env.ts';

export const controllers = () => [configMapSyncController(), secretSyncController()];

/** One of several operators, of which one leads. */
export async function replica(
  env: TestEnv,
  identity: OperatorAccount,
  name: string,
): Promise<Operator & { readonly isLeading: () => boolean }> {
  const events: ManagerEvent[] = [];
  const leaderElection = {
    name: 'config-weaver',
    namespace: identity.namespace,
    identity: name,
    leaseDuration: '120s', // nobody loses it because the machine is busy; that of the dead is made to expire
    renewDeadline: '100s',
    retryPeriod: '200ms',
  } as const;
  const operator = await startOperator(env, {
    identity,
    controllers: controllers(),
    lines: [],
    events,
    manager: { leaderElection },
  });
  return { ...operator, isLeading: () => events.some(({ type }) => type === 'leading') };
}

/** Ends an operator whose connections are cut, and lets its Lease expire, which it cannot give up. */
export async function bury(env: TestEnv, { namespace }: OperatorAccount, dead: Operator): Promise<void> {
  await dead.stop();
  const body = { spec: { leaseDurationSeconds: 1 } };
  await env.client.patch(Lease, { name: 'config-weaver', namespace }, { type: 'merge', body });
}

/** What fills an operator's cache of ConfigMaps, before which it does not work. One that waits knows nothing older than that. */
export const fillsCache = ({ path }: RecordedRequest): boolean => path.startsWith('/api/v1/configmaps');

/** Namespaces in which a tenant may write ConfigMaps. */
export async function targetsFor(env: TestEnv, from: string, count: number): Promise<readonly string[]> {
  await letInEverywhere(env, from);
  const names = Array.from({ length: count }, (_, index) => `${from}-${String(index).padStart(4, '0')}`);
  await pMap(names, (namespace) => env.client.create(Namespace, { metadata: { name: namespace } }), { concurrency: 32 });
  return names;
}
