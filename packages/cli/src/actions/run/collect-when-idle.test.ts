import { expect, onTestFinished, test } from 'vitest';
import { collectWhenIdle } from './collect-when-idle.ts';

test('what work has left behind is given back once nothing happens any more', async () => {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const { promise: collected, resolve } = Promise.withResolvers<string>();
  const registry = new FinalizationRegistry(resolve);
  const work = () => registry.register(new Array(1_000).fill(0), 'garbage'); // of its own, so that nothing here holds it
  work();
  collectWhenIdle({ signal: stop.signal, everyMs: 100 });
  expect(await collected).toBe('garbage');
  registry.unregister({}); // a registry that nobody uses any more would be garbage, too
});
