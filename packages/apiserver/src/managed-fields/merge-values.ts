import { cloneJson, isJsonObject } from '@capstan/schema';
import { type FieldType, type ListType, type MapType, shapeOf } from './field-type.ts';
import { elementsOf } from './list-items.ts';
import type { PathElement } from './path-element.ts';

/** Merges an applied configuration into a live value: what both have is the configuration's. Shares nothing with either. */
export function mergeValues(type: FieldType, live: unknown, applied: unknown): unknown {
  if (applied === undefined) return cloneJson(live);
  if (live === undefined) return cloneJson(applied);
  const shape = shapeOf(type, applied);
  if (shape === 'map' && type.map && !type.map.atomic) return mergeMaps(type.map, live, applied);
  if (shape === 'list' && type.list && !type.list.atomic) return mergeLists(type.list, live, applied);
  return cloneJson(applied);
}

/** A null where a map could be adds nothing to it. */
function mergeMaps(map: MapType, live: unknown, applied: unknown): unknown {
  if (!isJsonObject(live)) return cloneJson(applied);
  if (!isJsonObject(applied)) return Object.keys(live).length > 0 ? cloneJson(live) : applied;
  const merged: Record<string, unknown> = {};
  for (const key in live) merged[key] = mergeValues(map.fields.get(key) ?? map.element ?? {}, live[key], applied[key]);
  for (const key in applied) if (live[key] === undefined) merged[key] = cloneJson(applied[key]);
  return merged;
}

function mergeLists(list: ListType, live: unknown, applied: unknown): unknown {
  if (!Array.isArray(live)) return cloneJson(applied);
  if (!Array.isArray(applied)) return live.length > 0 ? cloneJson(live) : applied;
  return new ListMerge(list, live, applied).run();
}

/**
 * Walks both lists at once. Items of the configuration come in its order; live-only items stay where they were among the
 * items that both lists share.
 */
class ListMerge {
  readonly #list: ListType;
  readonly #live: readonly unknown[];
  readonly #applied: readonly unknown[];
  readonly #liveElements: readonly PathElement[];
  readonly #appliedElements: readonly PathElement[];
  readonly #liveItems: ReadonlyMap<PathElement, unknown>;
  readonly #appliedSet: ReadonlySet<PathElement>;
  readonly #taken = new Set<PathElement>();
  readonly #merged: unknown[] = [];
  /** Elements that both lists have, in the configuration's order, from the next to be taken on. */
  readonly #shared: PathElement[];
  #nextShared = 0;

  constructor(list: ListType, live: readonly unknown[], applied: readonly unknown[]) {
    this.#list = list;
    this.#live = live;
    this.#applied = applied;
    this.#liveElements = elementsOf(list, live);
    this.#appliedElements = elementsOf(list, applied);
    this.#liveItems = indexItems(this.#liveElements, live);
    this.#appliedSet = new Set(this.#appliedElements);
    this.#shared = this.#appliedElements.filter((element) => this.#liveItems.has(element));
  }

  run(): unknown[] {
    let [live, applied] = [0, 0];
    while (live < this.#live.length || applied < this.#applied.length) {
      const liveElement = this.#liveElements[live];
      const appliedElement = this.#appliedElements[applied];
      if (liveElement !== undefined && appliedElement !== undefined && liveElement !== appliedElement) {
        const wanted = this.#shared[this.#nextShared];
        if (this.#appliedSet.has(liveElement) && wanted !== undefined && wanted !== liveElement) {
          live += 1; // shared, but another one's turn
          continue;
        }
      }
      if (liveElement !== undefined && liveElement !== appliedElement) {
        if (!this.#appliedSet.has(liveElement)) {
          this.#merged.push(cloneJson(this.#live[live]));
          live += 1;
          continue;
        }
        if (this.#taken.has(liveElement)) live += 1;
      } else if (liveElement !== undefined) live += 1;
      if (appliedElement !== undefined) {
        this.#takeApplied(appliedElement, this.#applied[applied]);
        applied += 1;
      }
    }
    return this.#merged;
  }

  #takeApplied(element: PathElement, item: unknown): void {
    this.#taken.add(element);
    this.#merged.push(mergeValues(this.#list.element, this.#liveItems.get(element), item));
    if (this.#shared[this.#nextShared] === element) this.#nextShared += 1;
  }
}

/** Live items by element. Of items that go by the same keys none is merged into: which one would be meant is unknown. */
function indexItems(elements: readonly PathElement[], items: readonly unknown[]): Map<PathElement, unknown> {
  const index = new Map<PathElement, unknown>();
  for (const [at, element] of elements.entries()) index.set(element, index.has(element) ? undefined : items[at]);
  return index;
}
