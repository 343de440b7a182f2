import type { CheckEnvironment } from './checker.ts';
import type { CelFunction } from './function-table.ts';
import { addresses } from './functions/addresses.ts';
import { arithmetic } from './functions/arithmetic.ts';
import { conversions } from './functions/conversions.ts';
import { lists } from './functions/lists.ts';
import { namedFormats } from './functions/named-formats.ts';
import { optionals } from './functions/optionals.ts';
import { quantities } from './functions/quantities.ts';
import { semvers } from './functions/semvers.ts';
import { strings } from './functions/strings.ts';
import { timeParts } from './functions/time-parts.ts';
import { urls } from './functions/urls.ts';
import { dyn, listOf, mapOf, optionalOf, simpleType } from './types.ts';
import { typeNameOf, type Value } from './values.ts';

const libraries = [
  arithmetic,
  conversions,
  timeParts,
  strings,
  lists,
  optionals,
  urls,
  quantities,
  addresses,
  namedFormats,
  semvers,
];

/** Libraries may have methods of the same name on different types: the receiver decides. */
function functionTable(): ReadonlyMap<string, CelFunction> {
  const table = new Map<string, CelFunction>();
  for (const added of libraries.flat()) {
    const known = table.get(added.name);
    table.set(added.name, known ? either(known, added) : added);
  }
  return table;
}

/** Two functions of one name, told apart by the type of the first argument. */
function either(first: CelFunction, second: CelFunction): CelFunction {
  const names = new Set(first.overloads.map(({ params }) => params[0]?.name ?? ''));
  return {
    name: first.name,
    overloads: [...first.overloads, ...second.overloads],
    call: (args, meter) => (names.has(runtimeType(args[0])) ? first : second).call(args, meter),
  };
}

const runtimeType = (value: Value | undefined) => (value === undefined ? '' : typeNameOf(value));

const simple = [
  'bool',
  'int',
  'uint',
  'double',
  'string',
  'bytes',
  'null_type',
  'google.protobuf.Timestamp',
  'google.protobuf.Duration',
];

/** What Kubernetes' rules may use. Made once, when the first rule is compiled. */
export const celEnvironment: CheckEnvironment = {
  functions: functionTable(),
  typeNames: new Map([
    ...simple.map((name) => [name, simpleType(name)] as const),
    ['list', listOf(dyn)],
    ['map', mapOf(dyn, dyn)],
    ['type', simpleType('type')],
    ['optional_type', optionalOf(dyn)],
  ]),
};
