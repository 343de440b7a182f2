import { createHash } from 'node:crypto';
import { stableStringify } from '@capstan/schema';
import { type HookName, isBlocking } from '../hooks/hook-names.ts';
import type { HookResponse } from '../hooks/hook-responses.ts';
import { retryOf } from './combine-answers.ts';
import { ExpiringMap } from './expiring-map.ts';
import type { HookSubject } from './hook-registry.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** How long answers of hooks that are asked often and change rarely are kept. */
const kept: { readonly [hook in HookName]?: number } = {
  DiscoverVariables: 10 * minuteMs,
  GenerateUpgradePlan: 10 * minuteMs,
  CanUpdateMachineSet: dayMs,
};

interface Blocked {
  readonly response: HookResponse;
  readonly until: number;
}

/** What Cluster API remembers of answers in order not to ask again. */
export class AnswerMemory {
  readonly #now: () => number;
  readonly #blocking: ExpiringMap<Blocked>;
  readonly #answers: ExpiringMap<HookResponse>;

  constructor(now: () => number) {
    this.#now = now;
    this.#blocking = new ExpiringMap(now);
    this.#answers = new ExpiringMap(now);
  }

  /** The answer that still holds the subject up, with the seconds that remain. */
  blocking<H extends HookName>(hook: H, subject: HookSubject): HookResponse<H> | undefined {
    const blocked = this.#blocking.get(blockingKey(hook, subject));
    if (!blocked) return undefined;
    const retryAfterSeconds = Math.ceil((blocked.until - this.#now()) / 1000);
    return { ...blocked.response, retryAfterSeconds } as HookResponse<H>; // remembered under the hook's own key
  }

  /** A negative wait blocks too, but nothing says until when: the next reconcile asks again. */
  rememberBlocking<H extends HookName>(hook: H, subject: HookSubject, response: HookResponse<H>): void {
    const waitMs = retryOf(response) * 1000;
    if (isBlocking(hook) && waitMs > 0)
      this.#blocking.set(blockingKey(hook, subject), { response, until: this.#now() + waitMs }, Math.min(waitMs, dayMs));
  }

  answer<H extends HookName>(key: string): HookResponse<H> | undefined {
    return this.#answers.get(key) as HookResponse<H> | undefined; // the hook is part of what the key is made of
  }

  rememberAnswer(hook: HookName, key: string, response: HookResponse): void {
    const ttlMs = kept[hook];
    if (ttlMs !== undefined) this.#answers.set(key, response, ttlMs);
  }

  /** Tells apart what an answer depends on, as far as Cluster API looks, without keeping it; empty for hooks whose answers are not kept. */
  keyOf(hook: HookName, call: AnswerKey): string {
    const { name, resourceVersion, settings, request } = call;
    switch (hook) {
      case 'DiscoverVariables':
        return digest([hook, name, resourceVersion, settings]);
      case 'GenerateUpgradePlan': {
        const { cluster, ...versions } = request as PlanRequest; // of this hook
        const { namespace, name: clusterName } = cluster.metadata;
        return digest([hook, namespace, clusterName, { ...versions, settings: undefined }]);
      }
      case 'CanUpdateMachineSet':
        return digest([hook, name, { ...request, settings: undefined }]);
      default:
        return '';
    }
  }
}

interface AnswerKey {
  readonly name: string;
  readonly resourceVersion: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly request: object;
}

interface PlanRequest {
  readonly cluster: { readonly metadata: { readonly name: string; readonly namespace?: string } };
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(stableStringify(parts)).digest('base64');
}

function blockingKey(hook: HookName, { kind, metadata: { namespace = '', name } }: HookSubject): string {
  return `${hook} ${kind} ${namespace}/${name}`;
}
