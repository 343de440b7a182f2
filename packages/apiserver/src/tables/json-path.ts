import { isJsonObject } from '@capstan/schema';

/** Finds the first value at a path; `undefined` when there is none, or the path does not fit the object. */
export type JsonPath = (root: unknown) => unknown;

type Step = (values: readonly unknown[]) => readonly unknown[];

const compiled = new Map<string, JsonPath | undefined>();
const limit = 10_000;

/**
 * Compiles the paths that printer columns use: `.a.b`, `['a']`, `[0]`, `[-1]`, `[0:2]`, `[*]`, `..a`, and filters such as
 * `[?(@.type=="Ready")]`. `undefined` when the path is none of these.
 */
export function compileJsonPath(path: string): JsonPath | undefined {
  if (compiled.has(path)) return compiled.get(path);
  const steps = parse(path);
  const evaluate: JsonPath | undefined =
    steps && ((root) => steps.reduce((values, step) => step(values), [root] as readonly unknown[])[0]);
  if (compiled.size >= limit) compiled.clear(); // paths of definitions that came and went
  compiled.set(path, evaluate);
  return evaluate;
}

const fieldToken = /^\.((?:\\.|[^.[\\\s'"(){}])+)/;
const recursiveToken = /^\.\.((?:\\.|[^.[\\\s'"(){}])+)/;
const quotedToken = /^\[(?:'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)")\]/;
const wildcardToken = /^(?:\[\*\]|\.\*)/;
const rangeToken = /^\[(-?\d*):(-?\d*)\]/;
const indexToken = /^\[(-?\d+)\]/;
const filterToken =
  /^\[\?\(\s*@((?:\.(?:\\.|[\w-])+)+|)\s*(?:(==|!=|<=|>=|<|>)\s*(?:"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|(-?\d+(?:\.\d+)?|true|false)))?\s*\)\]/;

function parse(path: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  let rest = path.startsWith('$') ? path.slice(1) : path;
  if (rest !== '' && !rest.startsWith('.') && !rest.startsWith('[')) rest = `.${rest}`;
  while (rest !== '' && rest !== '.') {
    const token = nextStep(rest);
    if (!token) return undefined;
    steps.push(token.step);
    rest = rest.slice(token.length);
  }
  return steps;
}

function nextStep(rest: string): { readonly step: Step; readonly length: number } | undefined {
  const wildcard = wildcardToken.exec(rest);
  if (wildcard) return { step: (values) => values.flatMap(children), length: wildcard[0].length };
  const recursive = recursiveToken.exec(rest);
  if (recursive)
    return { step: (values) => fields(values.flatMap(descendants), unescaped(recursive[1])), length: recursive[0].length };
  const field = fieldToken.exec(rest) ?? quotedToken.exec(rest);
  if (field) return { step: (values) => fields(values, unescaped(field[1] ?? field[2])), length: field[0].length };
  const index = indexToken.exec(rest);
  if (index) return { step: (values) => values.flatMap((value) => itemAt(value, Number(index[1]))), length: index[0].length };
  const range = rangeToken.exec(rest);
  if (range) return { step: (values) => values.flatMap((value) => slice(value, range[1], range[2])), length: range[0].length };
  const filter = filterToken.exec(rest);
  return filter ? { step: filterStep(filter), length: filter[0].length } : undefined;
}

const unescaped = (text = '') => text.replace(/\\(.)/g, '$1');

const fields = (values: readonly unknown[], name: string) =>
  values.flatMap((value) => (isJsonObject(value) && Object.hasOwn(value, name) ? [value[name]] : []));

function children(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isJsonObject(value) ? Object.values(value) : [];
}

const descendants = (value: unknown): readonly unknown[] => [value, ...children(value).flatMap(descendants)];

function itemAt(value: unknown, index: number): readonly unknown[] {
  if (!Array.isArray(value)) return [];
  const item: unknown = value.at(index);
  return item === undefined ? [] : [item];
}

const slice = (value: unknown, from = '', to = ''): readonly unknown[] =>
  Array.isArray(value) ? value.slice(from === '' ? 0 : Number(from), to === '' ? undefined : Number(to)) : [];

/** `[?(@.a=="x")]`. Values of another type than the one compared with make the whole path find nothing. */
function filterStep(match: RegExpExecArray): Step {
  const [, path = '', operator, double, single, bare] = match;
  const inner = path === '' ? (item: unknown) => item : (compileJsonPath(path) ?? (() => undefined));
  if (!operator) return (values) => values.flatMap(children).filter((item) => inner(item) !== undefined);
  const quoted = double ?? single;
  const wanted: string | number | boolean =
    quoted !== undefined ? unescaped(quoted) : bare === 'true' || bare === 'false' ? bare === 'true' : Number(bare);
  return (values) => {
    const items = values.flatMap(children);
    const found = items.map(inner);
    if (found.some((value) => value !== undefined && typeof value !== typeof wanted)) return [];
    return items.filter((_, index) => compare(found[index] as typeof wanted | undefined, operator, wanted)); // types checked above
  };
}

function compare(value: string | number | boolean | undefined, operator: string, wanted: string | number | boolean): boolean {
  if (value === undefined) return false;
  switch (operator) {
    case '==':
      return value === wanted;
    case '!=':
      return value !== wanted;
    case '<':
      return value < wanted;
    case '<=':
      return value <= wanted;
    case '>':
      return value > wanted;
    default:
      return value >= wanted;
  }
}
