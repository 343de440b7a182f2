import { ConfigMap } from '@capstan/schema';
import { expect, test } from 'vitest';
import { ConfigMapSync } from '../index.ts';
import { app, isReady, makeSync, merge, openNamespace, tenantNamespace } from '../test-support/tenants.ts';
import { weaverEnv } from '../test-support/weaver-env.ts';

/** All that a sync wants of a copy, and which object it is. */
const saidBy = ({ data, binaryData = {}, metadata: { uid, labels, annotations } }: ConfigMap) => ({
  data,
  binaryData,
  uid,
  labels,
  annotations,
});

const edits = [
  { what: 'got a key', body: { data: { extra: 'theirs' } } },
  { what: 'lost a key', body: { data: { color: null } } },
  { what: 'got binary data', body: { binaryData: { extra: 'AAEC' } } },
  { what: 'lost the mark of its revision', body: { metadata: { annotations: { 'weaver.capstan.dev/revision': null } } } },
  { what: 'was relabelled', body: { metadata: { labels: { 'weaver.capstan.dev/owner-uid': 'somebody' } } } },
] as const;

test.for(edits)('10: a copy that $what while the operator was down is repaired when it is back', async ({ body }) => {
  await using weaver = await weaverEnv();
  const { env, client } = weaver;
  const from = await tenantNamespace(env, { color: 'blue', size: 'large' });
  const to = await openNamespace(env, from);
  await makeSync(client, from, { syncToNamespaces: [to] });
  await env.eventually(ConfigMapSync, app(from), isReady);
  const before = await client.get(ConfigMap, app(to));
  await weaver.stop();
  await client.patch(ConfigMap, app(to), merge(body));

  await weaver.start();

  await expect.poll(async () => saidBy(await client.get(ConfigMap, app(to)))).toEqual(saidBy(before));
});
