import type { ResourceType } from '@capstan/schema';
import type { Form } from '../verbs/list-verbs.ts';
import type { Session } from '../verbs/session.ts';
import type { WatchEvent, WatchOptions } from '../watch-event.ts';
import { WatchFollower } from './watch-follower.ts';
import { planWatch, type WatchPlan } from './watch-plan.ts';

/** Follows a kind: each iteration is a watch of its own. Options that are wrong throw here, not at the first event. */
export function watchKind(
  session: Session,
  resource: ResourceType,
  form: Form,
  options: WatchOptions,
): AsyncIterable<WatchEvent<unknown>> {
  const plan = planWatch(session, resource, form, options);
  return { [Symbol.asyncIterator]: () => follow(plan) };
}

async function* follow(plan: WatchPlan): AsyncGenerator<WatchEvent<unknown>> {
  const follower = new WatchFollower(plan);
  try {
    while (!plan.signal?.aborted) {
      try {
        for (const event of await follower.next()) {
          yield event;
          if (plan.signal?.aborted) return;
        }
      } catch (error) {
        await follower.recover(error);
      }
    }
  } finally {
    follower.close();
  }
}
