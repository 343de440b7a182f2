/** Sonobuoy's form of results: a plugin, its files, their suites, their tests. */
export interface Item {
  readonly name: string;
  readonly status: string;
  readonly meta?: Readonly<Record<string, string>>;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly items?: readonly Item[];
}

const usualStatuses = new Set(['passed', 'failed', 'skipped', 'unknown', 'timeout', '']);

/** A plugin's tree with the status of every branch computed from its leaves. */
export function summarize(name: string, items: readonly Item[]): Item {
  const custom = items.some(hasCustomStatus);
  const settled = items.map((item) => settle(item, custom));
  return withoutEmpty({ name, status: combinedStatus(settled, custom), meta: { type: 'summary' }, items: settled });
}

/** How many leaves of a tree have which status. */
export function statusCounts(item: Item, counts: Record<string, number> = {}): Record<string, number> {
  if (item.items && item.items.length > 0) for (const child of item.items) statusCounts(child, counts);
  else counts[item.status] = (counts[item.status] ?? 0) + 1;
  return counts;
}

/** A branch counts what its leaves say; a leaf without a status is unknown. */
function settle(item: Item, custom: boolean): Item {
  if (!item.items || item.items.length === 0) return item.status === '' ? { ...item, status: 'unknown' } : item;
  const items = item.items.map((child) => settle(child, custom));
  return { ...item, items, status: combinedStatus(items, custom) };
}

function hasCustomStatus({ status, items = [] }: Item): boolean {
  return items.length > 0 ? items.some(hasCustomStatus) : !usualStatuses.has(status);
}

/** Nothing is unknown, never passed; skipped counts as passed. With words of the plugin's own, they are counted instead. */
function combinedStatus(items: readonly Item[], custom: boolean): string {
  if (items.length === 0) return 'unknown';
  if (custom) return countedStatus(items);
  if (items.some(({ status }) => status === 'failed' || status === 'timeout')) return 'failed';
  return items.some(({ status }) => status === 'unknown') ? 'unknown' : 'passed';
}

function countedStatus(items: readonly Item[]): string {
  const counts = new Map<string, number>();
  for (const part of items.flatMap(({ status }) => status.split(', '))) {
    const [word = '', count = '1'] = part.split(': ');
    counts.set(word, (counts.get(word) ?? 0) + Number(count));
  }
  const words = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return words.map(([word, count]) => `${word}: ${count}`).join(', ');
}

function withoutEmpty(item: Item): Item {
  const { items, ...rest } = item;
  return items && items.length > 0 ? item : rest;
}
