/** What the syncs of one namespace may have together, of each kind. */
export interface Quota {
  /** Default: no limit. */
  readonly copies?: number;
  /** Of the values of all copies. Default: no limit. */
  readonly bytes?: number;
}

export interface Usage {
  readonly copies: number;
  readonly bytes: number;
}

export interface Share {
  /** Namespaces that get a copy. */
  readonly allowed: readonly string[];
  /** Namespaces that would be too many. */
  readonly denied: readonly string[];
  /** Why, where some are denied. */
  readonly message: string;
}

/** Divides wanted namespaces by what others of the same tenant leave. Copies that are there come first, so that none is lost to a new one. */
export function shareOf(
  wanted: readonly string[],
  options: {
    readonly tenant: string;
    readonly quota: Quota;
    readonly others: readonly Usage[];
    readonly copyBytes: number;
    readonly isThere: (namespace: string) => boolean;
  },
): Share {
  const { tenant, quota, others, copyBytes, isThere } = options;
  const sum = (pick: (usage: Usage) => number) => others.reduce((total, usage) => total + pick(usage), 0);
  const byCopies = (quota.copies ?? Infinity) - sum(({ copies }) => copies);
  const byBytes = copyBytes === 0 ? Infinity : Math.floor(((quota.bytes ?? Infinity) - sum(({ bytes }) => bytes)) / copyBytes);
  const room = Math.max(0, Math.min(byCopies, byBytes));
  const ordered =
    wanted.length <= room ? wanted : [...wanted.filter(isThere), ...wanted.filter((namespace) => !isThere(namespace))];
  const limit = byCopies <= byBytes ? `${quota.copies} copies` : `${quota.bytes} bytes of copies`;
  const message = `the syncs of namespace ${tenant} may have ${limit} together; take targets out of one, or ask the operator's administrator for more`;
  return { allowed: ordered.slice(0, room), denied: ordered.slice(room), message };
}
