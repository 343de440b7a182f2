import type { Client } from '@capstan/client';
import { type Duration, durationMs, type ObjectRef, SubjectAccessReview } from '@capstan/schema';
import { TestEnvError } from './test-env-error.ts';

/** What a user asks of a server: a verb and a resource, of the core group and in every namespace where none is named. */
export interface Right {
  readonly verb: string;
  /** In the plural; a subresource after a slash. */
  readonly resource: string;
  readonly group?: string;
  readonly namespace?: string;
  /** Of one object alone. */
  readonly name?: string;
}

export interface RightsWait {
  /** The RoleBinding whose gift is to be `gone`: what others give as well stays. Default: nothing may give it. */
  readonly givenBy?: ObjectRef;
  /** Default: 30 s. */
  readonly timeout?: Duration;
}

type Answer = SubjectAccessReview['status'];

/**
 * Resolves when the server allows a user all of this, or none of it. It takes Roles and their bindings, and heeds them a moment
 * later: until then whoever acts by them meets the rights of before.
 */
export async function untilRightsAre(
  client: Client,
  state: 'given' | 'gone',
  user: string,
  rights: readonly Right[],
  { givenBy, timeout = '30s' }: RightsWait = {},
): Promise<void> {
  const signal = AbortSignal.timeout(durationMs(timeout));
  const isSo = (answer: Answer) => (state === 'given' ? answer?.allowed === true : isGone(answer, givenBy));
  for (const resourceAttributes of rights) {
    let last: Answer;
    const ask = async () => {
      last = (await client.create(SubjectAccessReview, { spec: { user, resourceAttributes } }, { signal })).status;
      return isSo(last);
    };
    try {
      while (!(await ask())) signal.throwIfAborted();
    } catch (error) {
      if (!signal.aborted) throw error;
      const what = `${user} ${state === 'given' ? 'may not' : 'still may'} ${printed(resourceAttributes)}`;
      const message = `${what} after ${timeout}; the server's last answer: ${last ? JSON.stringify(last) : 'none'}`;
      throw new TestEnvError(message, { code: 'NeverHappened' });
    }
  }
}

/** The server names the binding by which it allows something. */
function isGone(answer: Answer, givenBy: ObjectRef | undefined): boolean {
  if (answer?.allowed !== true || givenBy === undefined) return answer?.allowed === false;
  return !answer.reason?.includes(`by RoleBinding "${givenBy.name}/${givenBy.namespace}"`);
}

function printed({ verb, resource, group = '', namespace, name = '' }: Right): string {
  const what = [verb, group === '' ? resource : `${resource}.${group}`, name].filter((word) => word !== '').join(' ');
  return `${what} in ${namespace === undefined ? 'every namespace' : `namespace ${namespace}`}`;
}
