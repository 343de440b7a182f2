import { isApiError } from '@capstan/client';
import { refOfKey } from '../cache/object-key.ts';
import type { Logger } from '../controller.ts';
import { errorFields } from '../error-fields.ts';
import type { ManagerEvent } from '../manager.ts';
import type { Outcome } from '../outcome.ts';
import type { ManagerMetrics } from '../serving/metrics.ts';

export interface ReconcileReportsOptions {
  readonly controller: string;
  readonly metrics: ManagerMetrics;
  readonly logger: Logger;
  readonly observe: (event: ManagerEvent) => void;
}

type Result = Extract<ManagerEvent, { readonly type: 'reconciled' }>['result'];

/** Says how reconciles of one controller end: in the metrics, in the log, and to who observes the manager. */
export class ReconcileReports {
  readonly #options: ReconcileReportsOptions;

  constructor(options: ReconcileReportsOptions) {
    this.#options = options;
  }

  succeeded(key: string, outcome: Outcome, tookMs: number): void {
    this.#count(outcome.outcome === 'requeue' ? 'requeue_after' : 'success', tookMs);
    this.#options.logger.debug({ ...this.#where(key), ...outcome, durationMs: Math.round(tookMs) }, 'reconciled');
    this.#observe(key, tookMs, { ok: true, outcome });
  }

  /** Of a failure that is tried again. */
  failed(key: string, error: unknown, { tookMs, failures }: { readonly tookMs: number; readonly failures: number }): void {
    const { metrics, logger, controller } = this.#options;
    this.#observe(key, tookMs, { ok: false, error });
    metrics.queueRetries.inc({ name: controller });
    if (isConflict(error)) {
      this.#count('conflict', tookMs);
      return;
    }
    metrics.reconcileErrors.inc({ controller });
    this.#count('error', tookMs);
    logger.error({ ...this.#where(key), ...errorFields(error), failures }, 'reconcile failed');
  }

  failedForGood(key: string, error: unknown, tookMs: number): void {
    const { metrics, logger, controller } = this.#options;
    this.#observe(key, tookMs, { ok: false, error });
    metrics.terminalErrors.inc({ controller });
    this.#count('error', tookMs);
    logger.error({ ...this.#where(key), ...errorFields(error) }, 'reconcile failed for good');
  }

  #count(result: string, tookMs: number): void {
    const { metrics, controller } = this.#options;
    metrics.reconciles.inc({ controller, result });
    metrics.reconcileSeconds.observe({ controller }, tookMs / 1000);
  }

  #observe(key: string, tookMs: number, result: Result): void {
    const { observe, controller } = this.#options;
    observe({ type: 'reconciled', controller, ref: refOfKey(key), durationMs: tookMs, result });
  }

  #where(key: string): object {
    return { controller: this.#options.controller, object: key };
  }
}

/** Somebody else wrote first; a failed test of a JSON patch is the same thing. */
const isConflict = (error: unknown) =>
  isApiError(error, 'Conflict') || (isApiError(error, 'Invalid') && /server rejected our request/.test(error.message));
