import { defineResource, t } from '@capstan/schema';
import { expect, test } from 'vitest';
import { referencePage, undescribedIn } from './reference-page.ts';

const Paint = defineResource({
  group: 'demo.example.com',
  version: 'v1',
  kind: 'Paint',
  scope: 'Namespaced',
  shortNames: ['pt'],
  categories: ['art'],
  description: 'A coat of paint.',
  spec: t
    .object({
      color: t.enum(['Blue', 'Red'], { default: 'Blue', description: 'Its color.' }),
      coats: t.integer({ minimum: 1, maximum: 9 }),
      places: t
        .mapList(t.object({ wall: t.string({ pattern: '^(a|b)$' }), note: t.string().optional() }), 'wall', { maxItems: 4 })
        .optional(),
      tags: t.record(t.string({ maxLength: 8 })).optional(),
    })
    .rule("self.coats > 1 || self.color == 'Red'", 'blue needs two coats'),
  status: t.object({ driedAt: t.dateTime({ description: 'When it was dry.' }) }),
  conditions: { Dry: ['Dried', 'Wet'] },
  printerColumns: [
    { name: 'Color', type: 'string', jsonPath: '.spec.color' },
    { name: 'Coats', type: 'integer', jsonPath: '.spec.coats', priority: 1 },
  ],
});

const lines = referencePage(Paint).split('\n');

test('a page says what a kind is and how kubectl calls it', () => {
  expect(lines).toContain('# Paint');
  expect(lines).toContain('A coat of paint.');
  expect(lines).toContain('`demo.example.com/v1`, in a namespace. kubectl knows it as `paints`, `pt`; listed with `art`.');
});

test('a field is listed with type, default, limits and description, and required ones are marked', () => {
  expect(lines).toContain('| `color` | string | `"Blue"` | one of `Blue`, `Red` | Its color. |');
  expect(lines).toContain('| `coats` (required) | integer |  | 1 to 9 |  |');
});

test('fields of list items and limits of map values are listed too, with what would break a table escaped', () => {
  expect(lines).toContain('| `places` | list of object, one for each wall |  | at most 4 entries |  |');
  expect(lines).toContain('| `places[].wall` (required) | string |  | matches `^(a\\|b)$` |  |');
  expect(lines).toContain('| `tags` | map of string |  | each at most 8 characters |  |');
});

test('a rule stands with its expression and the answer to who breaks it', () => {
  expect(lines).toContain("| `spec` | `self.coats > 1 \\|\\| self.color == 'Red'` | blue needs two coats |");
});

test('status, conditions with their reasons, and columns have tables of their own', () => {
  expect(lines).toContain('| `driedAt` | time | When it was dry. |');
  expect(lines).toContain('| `Dry` | `Dried`, `Wet` |');
  expect(lines).toContain('| Coats | `.spec.coats` | only with `-o wide` |');
});

test('fields without a description are told, those of lists and maps too, and conditions are not asked for any', () => {
  expect(undescribedIn(Paint)).toEqual(['spec.coats', 'spec.places', 'spec.places[].wall', 'spec.places[].note', 'spec.tags']);
});
