import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import type { ClusterConfig } from './cluster-config.ts';
import { Token } from './token.ts';

test('a token prints as *** however it is printed, and only reveal gives it', () => {
  const token = Token.of('secret');
  const config: ClusterConfig = { server: 'https://a', authentication: { type: 'token', token } };
  const printed = [
    String(token),
    `${token}`,
    JSON.stringify(config),
    inspect(config, { depth: 9, showHidden: true }),
    Object.values(token),
  ];

  expect(printed.join(' ')).not.toContain('secret');
  expect([String(token), JSON.stringify({ token }), inspect(token)]).toEqual(['***', '{"token":"***"}', '***']);
  expect(token.reveal()).toBe('secret');
});
