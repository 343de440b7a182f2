import { expect } from 'vitest';
import type { WeaverEnv } from './weaver-env.ts';

/** Syncs that a controller works on at the same time. */
export const workers = 10;

/** Resolves when so many syncs wait for a worker of a controller. */
export async function untilWaiting(weaver: WeaverEnv, controller: string, count: number): Promise<void> {
  await expect.poll(() => weaver.metrics()).toContain(`\nworkqueue_depth{name="${controller}"} ${count}\n`);
}
