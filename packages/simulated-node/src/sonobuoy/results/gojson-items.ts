import type { Item } from './item.ts';

const passing = new Set(['cont', 'bench', 'output', 'pause', 'run']);
const statuses: Readonly<Record<string, string>> = { pass: 'passed', skip: 'skipped', fail: 'failed' };

/** The tests of the output of `go test -json`. Throws for what is none. */
export function gojsonItems(text: string): readonly Item[] {
  const items: Item[] = [];
  for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
    const event = JSON.parse(line) as { readonly Action?: string; readonly Test?: string }; // test2json's form; other fields are not read
    if (!event.Test || passing.has(event.Action ?? '')) continue;
    items.push({ name: event.Test, status: statuses[event.Action ?? ''] ?? 'unknown' });
  }
  return items;
}
