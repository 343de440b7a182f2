import type { Comprehension, Expression } from './syntax.ts';

type Call = Extract<Expression, { node: 'call' }>;
type Fail = (at: number, message: string) => never;

/** How many arguments a macro takes, and what it becomes; with two variables where it has one more. */
const oneVariable: Readonly<Record<string, Comprehension['kind']>> = {
  all: 'all',
  exists: 'exists',
  exists_one: 'existsOne',
  filter: 'filter',
  map: 'map',
  optMap: 'optMap',
  optFlatMap: 'optFlatMap',
};
const twoVariables: Readonly<Record<string, Comprehension['kind']>> = {
  all: 'all',
  exists: 'exists',
  existsOne: 'existsOne',
  exists_one: 'existsOne',
  transformList: 'transformList',
  transformMap: 'transformMap',
  transformMapEntry: 'transformMapEntry',
};
const filtered = new Set(['transformList', 'transformMap', 'transformMapEntry']);

/** What a call that is a macro becomes. `fail` is told where a macro is used wrongly. */
export function expandMacro(call: Call, fail: Fail): Expression | undefined {
  const { name, target, args, at } = call;
  if (!target) return name === 'has' && args[0] && args.length === 1 ? presenceTest(args[0], at, fail) : undefined;
  const two = Object.hasOwn(twoVariables, name) ? twoVariables[name] : undefined;
  if (two && (args.length === 3 || (args.length === 4 && filtered.has(name)))) return comprehension(two, call, 2, fail);
  const one = Object.hasOwn(oneVariable, name) ? oneVariable[name] : undefined;
  if (one && (args.length === 2 || (args.length === 3 && name === 'map'))) return comprehension(one, call, 1, fail);
  return undefined;
}

function presenceTest(argument: Expression, at: number, fail: Fail): Expression {
  if (argument.node === 'select' && !argument.test) return { ...argument, test: true, at };
  return fail(argument.at, 'invalid argument to has() macro');
}

function comprehension(kind: Comprehension['kind'], { target, args, at }: Call, count: 1 | 2, fail: Fail): Expression {
  const variables = args.slice(0, count).map((argument) => {
    if (argument.node !== 'identifier') return fail(argument.at, 'argument must be a simple name');
    return argument.name;
  });
  const [first, second] = args.slice(count);
  const filter = second ? first : undefined;
  const step = second ?? first;
  if (!target || !step) return fail(at, 'macro without a body');
  return { node: 'comprehension', kind, range: target, variables, step, at, ...(filter && { filter }) };
}
