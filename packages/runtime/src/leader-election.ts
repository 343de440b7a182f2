import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { type Client, isApiError } from '@capstan/client';
import { durationMs, Lease } from '@capstan/schema';
import type { Clock } from './clock.ts';
import type { Logger } from './controller.ts';
import { errorFields } from './error-fields.ts';
import type { LeaderElectionOptions } from './manager.ts';
import { pause } from './pause.ts';
import { RuntimeError } from './runtime-error.ts';

/** How often the Lease is given up again that was another version by then; after that it expires by itself. */
const releaseAttempts = 5;

interface Election {
  readonly client: Client;
  readonly options: LeaderElectionOptions;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told whether this process leads: `false` at first, and whenever that changes. */
  readonly tell?: (leads: boolean) => void;
}

/**
 * Runs `lead` while this process holds the Lease: waits for it, renews it, gives it up at the end. When it can't be renewed
 * before the deadline, `lead`'s signal aborts and the promise rejects with `LeadershipLost`.
 */
export async function withLeadership(
  election: Election,
  signal: AbortSignal,
  lead: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { tell = () => undefined } = election;
  tell(false);
  const candidate = new Candidate(election);
  if (!(await candidate.acquire(signal))) return;
  tell(true);
  const lost = new AbortController();
  const ended = new AbortController();
  const renewing = candidate.renew(AbortSignal.any([signal, ended.signal])).catch((error: unknown) => {
    tell(false); // though what was led takes a while to end
    lost.abort(error);
    throw error;
  });
  renewing.catch(() => undefined); // awaited below, when what was led has ended
  try {
    await lead(AbortSignal.any([signal, lost.signal]));
  } finally {
    ended.abort();
    tell(false);
    await renewing;
    await candidate.release();
  }
}

class Candidate {
  readonly #election: Election;
  readonly #identity: string;
  readonly #leaseMs: number;
  readonly #renewMs: number;
  readonly #retryMs: number;
  /** The other holder's last renewal, and when we saw it: our clock measures, theirs is not trusted. */
  #observed: { readonly renewTime: string; readonly holder: string; readonly at: number } | undefined;
  /** The holder that was last told to be waited for. */
  #told: string | undefined;

  constructor(election: Election) {
    const { identity, leaseDuration = '15s', renewDeadline = '10s', retryPeriod = '2s' } = election.options;
    this.#election = election;
    this.#identity = identity ?? `${hostname()}_${randomBytes(4).toString('hex')}`;
    this.#leaseMs = durationMs(leaseDuration);
    this.#renewMs = durationMs(renewDeadline);
    this.#retryMs = durationMs(retryPeriod);
  }

  /** Whether the Lease was taken before the signal. */
  async acquire(signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted) {
      if (await this.#try(signal)) return true;
      this.#tellHolder();
      await pause(this.#retryMs, this.#election.clock, signal);
    }
    return false;
  }

  /** A standby replica says whom it waits for, and says it again only when that is another one. */
  #tellHolder(): void {
    const holder = this.#observed?.holder;
    if (holder === undefined || holder === this.#told) return;
    this.#told = holder;
    const lease = `${this.#election.options.namespace}/${this.#election.options.name}`;
    this.#election.logger.info({ lease, holder }, `waiting for Lease ${lease}, held by ${holder}`);
  }

  async renew(signal: AbortSignal): Promise<void> {
    const { clock, options } = this.#election;
    let renewedAt = clock.now();
    while (!signal.aborted) {
      await pause(this.#retryMs, clock, signal);
      if (signal.aborted) return;
      if (await this.#try(signal)) renewedAt = clock.now();
      else if (clock.now() - renewedAt >= this.#renewMs) {
        throw new RuntimeError(`lost the Lease ${options.namespace}/${options.name}`, {
          code: 'LeadershipLost',
          hint: 'Another replica goes on; this one may be started again.',
        });
      }
    }
  }

  async release(): Promise<void> {
    try {
      for (let attempt = 1; !(await this.#isGivenUp(attempt)); attempt++);
    } catch (error) {
      this.#election.logger.warn(errorFields(error), 'cannot release the lease; it expires by itself');
    }
  }

  /** Gives the Lease up, unless it is another version by then: a renewal that was cut off may be carried out all the same. */
  async #isGivenUp(attempt: number): Promise<boolean> {
    const { client, options, clock } = this.#election;
    const lease = await client.find(Lease, options);
    if (lease?.spec?.holderIdentity !== this.#identity) return true;
    const spec = { ...lease.spec, holderIdentity: '', leaseDurationSeconds: 1, renewTime: microTime(clock.now()) };
    try {
      await client.replace(Lease, { ...lease, spec });
      return true;
    } catch (error) {
      if (isApiError(error, 'Conflict') && attempt < releaseAttempts) return false;
      throw error;
    }
  }

  async #try(signal: AbortSignal): Promise<boolean> {
    const { client, options, clock, logger } = this.#election;
    try {
      const lease = await client.find(Lease, options, { signal, timeout: '5s' });
      if (lease && !this.#isFree(lease)) return false;
      const held = lease?.spec?.holderIdentity === this.#identity;
      const now = microTime(clock.now());
      const spec = {
        holderIdentity: this.#identity,
        leaseDurationSeconds: Math.ceil(this.#leaseMs / 1000),
        acquireTime: held ? (lease?.spec?.acquireTime ?? now) : now,
        renewTime: now,
        leaseTransitions: (lease?.spec?.leaseTransitions ?? 0) + (lease && !held ? 1 : 0),
      };
      if (lease) await client.replace(Lease, { ...lease, spec: { ...lease.spec, ...spec } }, { signal, timeout: '5s' });
      else
        await client.create(
          Lease,
          { metadata: { name: options.name, namespace: options.namespace }, spec },
          { signal, timeout: '5s' },
        );
      return true;
    } catch (error) {
      if (!signal.aborted && !isApiError(error, 'Conflict') && !isApiError(error, 'AlreadyExists')) {
        logger.warn(
          { ...errorFields(error), lease: `${options.namespace}/${options.name}` },
          'cannot take the lease; trying again',
        );
      }
      return false;
    }
  }

  #isFree({ spec }: Lease): boolean {
    const holder = spec?.holderIdentity ?? '';
    if (holder === '' || holder === this.#identity) return true;
    const renewTime = spec?.renewTime ?? '';
    const now = this.#election.clock.now();
    if (this.#observed?.renewTime !== renewTime || this.#observed.holder !== holder)
      this.#observed = { renewTime, holder, at: now };
    return now - this.#observed.at >= (spec?.leaseDurationSeconds ?? 0) * 1000;
  }
}

const microTime = (ms: number) => new Date(ms).toISOString().replace('Z', '000Z');
