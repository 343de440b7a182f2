import { durationMs, type ResourceType } from '@capstan/schema';
import type { CallRequest } from '../transport/call-request.ts';
import { acceptOne, type Form, type PageOptions } from '../verbs/list-verbs.ts';
import { labelSelector, queryOf } from '../verbs/query.ts';
import { collectionPath } from '../verbs/resource-path.ts';
import type { Session } from '../verbs/session.ts';
import type { WatchOptions } from '../watch-event.ts';

/** A watch with every option decided. */
export interface WatchPlan {
  readonly session: Session;
  readonly resource: ResourceType;
  readonly form: Form;
  /** Options of the first list, and of later ones. */
  readonly list: PageOptions;
  readonly resourceVersion: string | undefined;
  readonly lifetimeMs: number;
  readonly idleMs: number;
  readonly onInterruption: ((error: unknown) => void) | undefined;
  readonly signal: AbortSignal | undefined;
}

export function planWatch(session: Session, resource: ResourceType, form: Form, options: WatchOptions): WatchPlan {
  const { namespace, labels, fields, signal } = options;
  return {
    session,
    resource,
    form,
    list: {
      namespace,
      ...(labels !== undefined && { labels }),
      ...(fields !== undefined && { fields }),
      ...(signal && { signal }),
    },
    resourceVersion: options.resourceVersion,
    lifetimeMs: durationMs(options.connectionLifetime ?? '5m'),
    idleMs: durationMs(options.idleTimeout ?? '90s'),
    onInterruption: options.onInterruption,
    signal,
  };
}

/** The request that follows changes after a version. */
export function watchRequest(plan: WatchPlan, resourceVersion: string): CallRequest {
  const { session, resource, list, lifetimeMs, signal } = plan;
  // Up to a fifth more or less, so that watches that started together do not all come back together.
  const seconds = Math.max(1, Math.round((lifetimeMs / 1000) * (0.8 + 0.4 * session.transport.random())));
  const query = queryOf({
    watch: true,
    resourceVersion,
    labelSelector: labelSelector(list.labels),
    fieldSelector: list.fields,
    allowWatchBookmarks: true,
    timeoutSeconds: seconds,
  });
  return {
    method: 'GET',
    path: collectionPath(resource, list.namespace) + query,
    accept: acceptOne(plan.form),
    repeatable: false,
    timeoutMs: session.timeoutMs,
    signal,
    target: { verb: 'watch', resource, namespace: list.namespace },
  };
}
