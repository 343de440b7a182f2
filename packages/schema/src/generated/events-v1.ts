// Generated from the OpenAPI documents of kube-apiserver by scripts/generate; do not edit.
import type { ObjectMeta } from '../object-meta.ts';
import type * as coreV1 from './core-v1.ts';

export interface Event {
  readonly action?: string | undefined;
  readonly apiVersion: 'events.k8s.io/v1';
  readonly deprecatedCount?: number | undefined;
  readonly deprecatedFirstTimestamp?: string | undefined;
  readonly deprecatedLastTimestamp?: string | undefined;
  readonly deprecatedSource?: coreV1.EventSource | undefined;
  readonly eventTime: string;
  readonly kind: 'Event';
  readonly metadata: ObjectMeta;
  readonly note?: string | undefined;
  readonly reason?: string | undefined;
  readonly regarding?: coreV1.ObjectReference | undefined;
  readonly related?: coreV1.ObjectReference | undefined;
  readonly reportingController?: string | undefined;
  readonly reportingInstance?: string | undefined;
  readonly series?: EventSeries | undefined;
  readonly type?: string | undefined;
}

export interface EventSeries {
  readonly count: number;
  readonly lastObservedTime: string;
}
