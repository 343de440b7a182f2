import { expectTypeOf, test } from 'vitest';
import { createClient } from './create-client.ts';
import { ConfigMap, Namespace, Widget } from './test-support/test-kinds.ts';

// Never called: these sentences are about what compiles.
async function calls(): Promise<void> {
  const client = createClient({ server: 'https://127.0.0.1:1' });
  const app = { name: 'app', namespace: 'shop' };

  expectTypeOf(await client.get(ConfigMap, app))
    .toHaveProperty('data')
    .toEqualTypeOf<Readonly<Record<string, string>> | undefined>();
  expectTypeOf(await client.find(Widget, app))
    .extract<undefined>()
    .toBeUndefined();
  expectTypeOf((await client.get(Widget, app)).spec.size).toBeNumber();
  for await (const event of client.watch(Widget)) {
    if (event.type === 'listed' || event.type === 'applied') expectTypeOf(event.object.spec.size).toBeNumber();
  }
  await client.apply(Widget, { metadata: app, spec: {} });
  await client.applyStatus(Widget, app, { ready: true });

  // @ts-expect-error an object of the server is readonly
  (await client.get(ConfigMap, app)).metadata.name = 'other';
  // @ts-expect-error the spec is required on create
  await client.create(Widget, { metadata: app });
  // @ts-expect-error a field of another type
  await client.create(Widget, { metadata: app, spec: { size: 'big' } });
  // @ts-expect-error apply does not write status
  await client.apply(Widget, { metadata: app, status: { ready: true } });
  // @ts-expect-error apply names the object
  await client.apply(Widget, { metadata: { namespace: 'shop' } });
  // @ts-expect-error a Namespace has no status that is known
  await client.applyStatus(Namespace, { name: 'shop' }, { phase: 'Active' });
  // @ts-expect-error a patch says of which kind it is
  await client.patch(ConfigMap, app, { data: {} });
  // @ts-expect-error not a duration
  await client.get(ConfigMap, app, { timeout: '5 seconds' });
}

test('what the verbs take and answer follows from the kind', () => {
  expectTypeOf(calls).returns.resolves.toBeVoid();
});
