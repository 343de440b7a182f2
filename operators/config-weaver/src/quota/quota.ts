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

/**
 * Divides wanted namespaces by what others of the same tenant leave. Where a copy is already it is kept up to date, however
 * many there are; a new place needs room. Bytes limit all, those that are there first.
 */
export function shareOf(
  wanted: readonly string[],
  options: {
    readonly tenant: string;
    readonly quota: Quota;
    readonly others: readonly Usage[];
    /** Copies that the sync has already, of all names. */
    readonly own: number;
    /** Objects that a new place takes. */
    readonly perTarget: number;
    readonly copyBytes: number;
    readonly isThere: (namespace: string) => boolean;
  },
): Share {
  const { tenant, quota, others, own, perTarget, copyBytes, isThere } = options;
  const sum = (pick: (usage: Usage) => number) => others.reduce((total, usage) => total + pick(usage), 0);
  const there = wanted.filter(isThere);
  const spare = (quota.copies ?? Infinity) - sum(({ copies }) => copies) - own;
  const byCopies = there.length + Math.max(0, Math.floor(spare / perTarget));
  const byBytes = copyBytes === 0 ? Infinity : Math.floor(((quota.bytes ?? Infinity) - sum(({ bytes }) => bytes)) / copyBytes);
  const room = Math.max(0, Math.min(byCopies, byBytes));
  const ordered = wanted.length <= room ? wanted : [...there, ...wanted.filter((namespace) => !isThere(namespace))];
  const [limit, wayOut] =
    byCopies <= byBytes
      ? [
          `${quota.copies} copies together, with those that deleted syncs have left`,
          'take targets out of one, delete what was left',
        ]
      : [`${quota.bytes} bytes of copies together`, 'take targets out of one'];
  const message = `the syncs of namespace ${tenant} may have ${limit}; ${wayOut}, or ask the operator's administrator for more`;
  return { allowed: ordered.slice(0, room), denied: ordered.slice(room), message };
}
