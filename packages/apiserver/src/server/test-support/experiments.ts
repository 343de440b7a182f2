import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ask, configMaps, type Running, run } from './api-client.ts';

/** What kube-apiserver 1.36.3 answers. */
export interface Expected {
  readonly code: number;
  readonly reason?: string;
  readonly message?: string;
  readonly details?: object;
}

export type Experiment = readonly [what: string, method: string, path: string, ask: Ask, expected: Expected];

/** Makes a test of each request. Their answers change nothing but a Lease, so that they share a server, where a ConfigMap `a1` is. */
export function expectAnswers(experiments: readonly Experiment[]): void {
  let running: Running;
  beforeAll(async () => {
    running = await run();
    await running.ask('POST', configMaps, { body: { metadata: { name: 'a1' }, data: { a: '1' } } });
  });
  afterAll(() => running[Symbol.asyncDispose]());

  test.each(experiments)('%s is answered as kube-apiserver does', async (_what, method, path, ask, expected) => {
    const { code, body, text } = await running.ask(method, path, ask);

    const { message = body.message ?? text, reason = body.reason, details = body.details } = expected;
    expect({ code, message: body.message ?? text, reason: body.reason, details: body.details }).toEqual({
      code: expected.code,
      message,
      reason,
      details,
    });
  });
}
