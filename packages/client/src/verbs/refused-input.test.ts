import { expect, test } from 'vitest';
import { createClient } from '../create-client.ts';
import { ConfigMap, Namespace } from '../test-support/test-kinds.ts';
import { answer, startServer } from '../test-support/test-server.ts';

const app = { name: 'app', namespace: 'shop' };

test('names that would address something else are refused before anything is sent', async () => {
  await using server = await startServer((_request, response) => answer(response, {}));
  await using client = createClient(server.config, { fieldManager: 'tests' });
  const code = (call: Promise<unknown>): Promise<unknown> =>
    call.then(
      () => 'sent',
      (error) => error.code,
    );

  expect(await code(client.get(ConfigMap, { name: 'app' }))).toBe('NamespaceRequired');
  expect(await code(client.create(ConfigMap, { metadata: { name: 'app' } }))).toBe('NamespaceRequired');
  expect(await code(client.deleteCollection(ConfigMap, {}))).toBe('NamespaceRequired');
  for (const name of ['', '.', '..', 'a/b', 'a%2Fb'])
    expect(await code(client.delete(ConfigMap, { name, namespace: 'shop' }))).toBe('InvalidName');
  expect(await code(client.delete(ConfigMap, { name: 'a', namespace: '..' }))).toBe('InvalidName');
  expect(server.requests).toEqual([]);
});

test('a name with other characters is escaped, and a namespace of a cluster-scoped kind left out', async () => {
  await using server = await startServer((_request, response) => answer(response, {}));
  await using client = createClient(server.config);

  await client.get(Namespace, { name: 'a:b c?d', namespace: 'shop' });

  expect(server.requests[0]?.path).toBe('/api/v1/namespaces/a%3Ab%20c%3Fd');
});

test('apply without a field manager says who may name one', async () => {
  await using server = await startServer((_request, response) => answer(response, {}));
  await using client = createClient(server.config);

  await expect(client.apply(ConfigMap, { metadata: app })).rejects.toMatchObject({
    name: 'ClientError',
    code: 'FieldManagerRequired',
    hint: expect.stringContaining('createClient'),
  });
});

test('an answer that is not JSON is an InvalidAnswer that does not quote it', async () => {
  await using server = await startServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end('<html>secret</html>'),
  );
  await using client = createClient(server.config);

  const error = await client.get(ConfigMap, app).catch((thrown) => thrown);

  expect(error).toMatchObject({ name: 'ClientError', code: 'InvalidAnswer' });
  expect(`${error.message} ${error.cause}`).not.toContain('secret');
});
