import type { Client } from '@capstan/client';
import { silentLogger, systemClock } from '@capstan/runtime';
import { testEnv } from '@capstan/testenv';
import { expect, test } from 'vitest';
import { ExtensionConfig } from '../../generated/kinds.ts';
import { Followed } from './followed.ts';
import { injectCaBundle } from './inject-ca-bundle.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const ref = { name: 'gates' };
const bundleOf = (object: unknown) => (object as ExtensionConfig).spec.clientConfig.caBundle; // all that is watched here

/** The client, whose first patch is answered only after another replica has written `theirs`, and that was heard of. */
function overtaken(client: Client, theirs: string): Client {
  const heard = Promise.withResolvers<void>();
  let first = true;
  const patch: Client['patch'] = async (...args) => {
    const answer = await client.patch(...args);
    if (!first) return answer;
    first = false;
    await client.patch(ExtensionConfig, ref, { type: 'merge', body: { spec: { clientConfig: { caBundle: theirs } } } });
    await heard.promise;
    return answer;
  };
  const watch: Client['watch'] = async function* (...args) {
    for await (const event of client.watch(...args)) {
      yield event;
      if (event.type === 'applied' && bundleOf(event.object) === theirs) heard.resolve();
    }
  };
  return { ...client, patch, watch };
}

test('what another replica writes before the answer to our own write comes is not taken for ours', async () => {
  await using env = await testEnv({ resources: [ExtensionConfig] });
  const theirs = base64('theirs');
  await env.client.create(ExtensionConfig, {
    metadata: ref,
    spec: { clientConfig: { url: 'https://gates.example', caBundle: theirs } },
  });
  const served = { certificate: '', key: '', caBundle: 'ours' };
  await using certificates = await Followed.start(async function* () {
    yield served;
  }, silentLogger);
  const client = overtaken(env.client, theirs);

  await using _injecting = injectCaBundle(ref.name, { client, certificates, clock: systemClock, logger: silentLogger });
  const written = await env.eventually(ExtensionConfig, ref, ({ metadata }) => metadata.generation === 4);

  expect(bundleOf(written)).toBe(base64('ours')); // after ours and theirs
});
