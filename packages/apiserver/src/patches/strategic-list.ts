import { isJsonObject } from '@capstan/schema';
import { badRequest, StatusError } from '../errors/status-error.ts';
import { goFormat } from './go-format.ts';
import { unclassified, wrongType } from './strategic-error.ts';

type Item = Record<string, unknown>;

interface ListMerge {
  /** The field that tells items apart; empty for lists of plain values. */
  readonly mergeKey: string;
  /** Merges a patch's item into the live one with the same key. */
  readonly merge: (live: Item, patch: Item) => Item;
}

/** Merges a patch's list into the live one: live items keep their order, the patch's come in the patch's. */
export function mergeList(live: readonly unknown[], patch: readonly unknown[], options: ListMerge): unknown[] {
  if (live.length === 0 && patch.length === 0) return [];
  if (!holdsObjects(live, patch)) {
    return orderItems([...new Set([...live, ...patch])], { first: patch, live, mergeKey: options.mergeKey });
  }
  if (options.mergeKey === '') throw unclassified('cannot merge lists without merge key for ');
  const { kept, added } = followDirectives(live.map(asItem), patch.map(asItem), options.mergeKey);
  const merged = mergeItems(kept, added, options);
  return orderItems(merged, { first: added, live: kept, mergeKey: options.mergeKey });
}

/** Takes out items that the patch deletes, or all when it replaces the list; and the patch's directives. */
function followDirectives(live: Item[], patch: Item[], mergeKey: string): { kept: Item[]; added: Item[] } {
  const added: Item[] = [];
  const deleted = new Set<unknown>();
  let replaced = false;
  for (const item of patch) {
    if (!('$patch' in item)) added.push(item);
    else if (item['$patch'] === 'delete') deleted.add(keyOf(item, mergeKey));
    else if (item['$patch'] === 'replace') replaced = true;
    else if (item['$patch'] === 'merge') throw unclassified('merging lists cannot yet be specified in the patch');
    else throw unclassified(`unknown patch type: ${goFormat(item['$patch'])} in map: ${goFormat(item)}`);
  }
  if (replaced) return { kept: added, added: [] };
  return { kept: deleted.size === 0 ? live : live.filter((item) => !deleted.has(item[mergeKey])), added };
}

function mergeItems(live: readonly Item[], patch: readonly Item[], { mergeKey, merge }: ListMerge): Item[] {
  const merged = [...live];
  const positions = new Map<unknown, number>();
  for (const [index, item] of live.entries()) {
    if (mergeKey in item && !positions.has(item[mergeKey])) positions.set(item[mergeKey], index);
  }
  for (const item of patch) {
    const key = keyOf(item, mergeKey);
    const index = positions.get(key);
    if (index === undefined) positions.set(key, merged.push(item) - 1);
    else merged[index] = merge(merged[index] as Item, item); // an index from this very list
  }
  return merged;
}

interface ItemOrder {
  /** Items in the order wanted: the patch's own, or `$setElementOrder`. */
  readonly first: readonly unknown[];
  /** The list before; items that are in no wanted order keep their places among each other. */
  readonly live: readonly unknown[];
  readonly mergeKey: string;
}

/**
 * Orders a merged list: items named in `first` as there, the others as before; where the two lists meet, an item stays in
 * front if it was in front in `first`'s eyes (`live`'s while merging), otherwise the named ones go first.
 */
export function orderItems(merged: readonly unknown[], { first, live, mergeKey }: ItemOrder): unknown[] {
  const wanted = positionsOf(first, mergeKey);
  const before = positionsOf(live, mergeKey);
  const placeIn = (positions: Map<unknown, number>) => (item: unknown) => positions.get(identity(item, mergeKey)) ?? -1;
  const [wantedPlace, formerPlace] = [placeIn(wanted), placeIn(before)];
  const named = merged.filter((item) => wantedPlace(item) >= 0).sort((a, b) => wantedPlace(a) - wantedPlace(b));
  const others = merged.filter((item) => wantedPlace(item) < 0).sort((a, b) => formerPlace(a) - formerPlace(b));
  const ordered: unknown[] = [];
  let next = 0;
  for (const item of named) {
    const place = formerPlace(item);
    for (; next < others.length && place >= 0; next += 1) {
      const otherPlace = formerPlace(others[next]);
      if (otherPlace < 0 || otherPlace >= place) break;
      ordered.push(others[next]);
    }
    ordered.push(item);
  }
  return [...ordered, ...others.slice(next)];
}

function positionsOf(list: readonly unknown[], mergeKey: string): Map<unknown, number> {
  const positions = new Map<unknown, number>();
  for (const [index, item] of list.entries()) {
    const key = identity(item, mergeKey);
    if (!positions.has(key)) positions.set(key, index);
  }
  return positions;
}

const identity = (item: unknown, mergeKey: string) => (mergeKey === '' ? item : keyOf(asItem(item), mergeKey));

function keyOf(item: Item, mergeKey: string): unknown {
  if (mergeKey in item) return item[mergeKey];
  throw unclassified(`map: ${goFormat(item)} does not contain declared merge key: ${mergeKey}`);
}

/** The patch's items must come in the order that `$setElementOrder` gives them, and all be named there. */
export function checkOrder(patch: readonly unknown[], order: readonly unknown[], mergeKey: string): void {
  if (patch.length === 0 || order.length === 0) return;
  let at = 0;
  for (const item of patch) {
    if (mergeKey !== '' && '$patch' in asItem(item)) continue;
    const key = identity(item, mergeKey);
    while (at < order.length && identity(order[at], mergeKey) !== key) at += 1;
    if (at < order.length) at += 1;
    else {
      const lists = [goFormat(patch), goFormat(order)];
      throw unclassified(`The order in patch list:\n${lists[0]}\n doesn't match $setElementOrder list:\n${lists[1]}\n`);
    }
  }
}

/** Whether the items are objects; lists of lists, and of different types, are refused. */
function holdsObjects(live: readonly unknown[], patch: readonly unknown[]): boolean {
  const types = new Set([...live, ...patch].map(typeOf));
  if (types.has('list')) throw listOfLists();
  if (types.size > 1) throw unclassified(`list element types are not identical: ${goFormat([live, patch])}`);
  return types.has('object');
}

const typeOf = (value: unknown) => (Array.isArray(value) ? 'list' : typeof value);

function asItem(item: unknown): Item {
  if (isJsonObject(item)) return item;
  throw wrongType('map[string]interface {}', item);
}

export const malformed = (what: string) => badRequest(`invalid patch format of ${what}`);

const listOfLists = () => new StatusError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
