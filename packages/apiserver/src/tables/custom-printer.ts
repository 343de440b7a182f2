import { type PrinterColumn, stableStringify } from '@capstan/schema';
import { ageOf } from './human-duration.ts';
import { compileJsonPath, type JsonPath } from './json-path.ts';
import type { Cell, Printer } from './printer.ts';

const nameColumn = { name: 'Name', type: 'string', format: 'name', description: '', priority: 0 };
const ageColumn: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };
const printers = new WeakMap<readonly PrinterColumn[], Printer>();

/** Shows custom resources by the columns of their definition; those without any by name and age. */
export function customPrinter(declared: readonly PrinterColumn[]): Printer {
  let known = printers.get(declared);
  if (!known) {
    known = makePrinter(declared.length === 0 ? [ageColumn] : declared);
    printers.set(declared, known);
  }
  return known;
}

function makePrinter(columns: readonly PrinterColumn[]): Printer {
  const readers = columns.map(({ type, jsonPath }) => cellReader(type, compileJsonPath(jsonPath)));
  return {
    columns: [nameColumn, ...columns.map(columnDefinition)],
    cells: (object, now) => [object.metadata.name ?? '', ...readers.map((read) => read(object, now))],
  };
}

const columnDefinition = ({ name, type, format = '', description, jsonPath, priority = 0 }: PrinterColumn) => ({
  name,
  type,
  format,
  description: description || `Custom resource definition column (in JSONPath format): ${jsonPath}`,
  priority,
});

function cellReader(type: PrinterColumn['type'], path: JsonPath | undefined): (object: unknown, now: number) => Cell {
  if (!path) return () => null;
  return (object, now) => {
    const value = path(object);
    return value === undefined || value === null ? null : cellOf(type, value, now);
  };
}

/** A value as its column's type has it; nothing where it does not fit. */
function cellOf(type: PrinterColumn['type'], value: unknown, now: number): Cell {
  switch (type) {
    case 'string':
      return typeof value === 'object' ? stableStringify(value) : String(value);
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      return typeof value === 'string' ? ageOf(value, now) : null;
    default: {
      const unreachable: never = type;
      return unreachable;
    }
  }
}
