import { expect, test } from 'vitest';
import { endpointOf } from './hook-endpoint.ts';
import { createHookRegistry } from './hook-registry.ts';

test('a clientConfig that names neither a Service nor an address, or both, or what is no https address is refused', async () => {
  using registry = createHookRegistry();
  const register = (clientConfig: object) => registry.register({ metadata: { name: 'x' }, spec: { clientConfig } });
  const service = { namespace: 'ops', name: 'hooks' };

  await expect(register({})).rejects.toMatchObject({ code: 'InvalidValue' });
  await expect(register({ url: 'https://127.0.0.1:1', service })).rejects.toMatchObject({ code: 'InvalidValue' });
  await expect(register({ url: 'ftp://x' })).rejects.toThrow('ftp://x is not an https address');
});

test('a Service is called by its name in the cluster, and its host is named when nobody knows it', async () => {
  using registry = createHookRegistry();
  // With a dot too many the host has an empty part, and no name server is asked for it: nothing leaves this machine.
  const service = { namespace: 'ops', name: 'hooks.', path: '/v1', port: 1 };

  const registered = registry.register({ metadata: { name: 'x' }, spec: { clientConfig: { service } } });

  await expect(registered).rejects.toMatchObject({
    rule: 'Unreachable',
    message: expect.stringMatching(/^POST \/v1\/hooks\..*: the host of https:\/\/hooks\.\.ops\.svc:1 is not known/),
  });
  expect(endpointOf({ service: { namespace: 'ops', name: 'hooks' } }).url).toBe('https://hooks.ops.svc:443');
});
