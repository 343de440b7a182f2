import { labelValueErrors, qualifiedNameErrors } from './object-names.ts';
import { SelectorError } from './selector-error.ts';

export type LabelOperator = 'in' | 'notin' | '=' | '==' | '!=' | 'gt' | 'lt' | 'exists' | '!';

export interface LabelRequirement {
  readonly key: string;
  readonly operator: LabelOperator;
  readonly values: readonly string[];
}

/** A parsed label selector: all requirements must hold. An empty one matches everything. */
export type LabelSelector = readonly LabelRequirement[];

type Labels = Readonly<Record<string, string>> | undefined;

/** Whether labels satisfy a selector. */
export function matchesLabels(selector: LabelSelector, labels: Labels): boolean {
  for (const requirement of selector) if (!matches(requirement, labels)) return false;
  return true;
}

function matches({ key, operator, values }: LabelRequirement, labels: Labels): boolean {
  const value = labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'in':
    case '=':
    case '==':
      return value !== undefined && values.includes(value);
    case 'notin':
    case '!=':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'gt':
      return value !== undefined && compare(value, values) > 0;
    case 'lt':
      return value !== undefined && compare(value, values) < 0;
    default: {
      const unreachable: never = operator;
      return unreachable;
    }
  }
}

/** Integers only; anything else is neither greater nor less. */
function compare(value: string, [limit = '']: readonly string[]): number {
  if (!/^[+-]?\d+$/.test(value) || !/^[+-]?\d+$/.test(limit)) return 0;
  const [left, right] = [BigInt(value), BigInt(limit)];
  return left > right ? 1 : left < right ? -1 : 0;
}

/** A selector as `metav1.LabelSelector` has it. */
export interface StructuredLabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>> | undefined;
  readonly matchExpressions?:
    | readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] | undefined }[]
    | undefined;
}

const structuredOperators: Readonly<Record<string, LabelOperator>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
};

export function labelSelectorOf(selector: StructuredLabelSelector): LabelSelector {
  const equal = Object.entries(selector.matchLabels ?? {}).map(
    ([key, value]): LabelRequirement => ({ key, operator: '=', values: [value] }),
  );
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values = [] }): LabelRequirement => {
    const known = structuredOperators[operator];
    if (!known) throw new SelectorError(`"${operator}" is not a valid label selector operator`);
    return { key, operator: known, values };
  });
  return [...equal, ...expressions];
}

/** The text form of a selector, which `parseLabelSelector` reads back. */
export function formatLabelSelector(selector: LabelSelector): string {
  return selector
    .map(({ key, operator, values }) => {
      if (operator === 'exists') return key;
      if (operator === '!') return `!${key}`;
      if (operator === 'in' || operator === 'notin') return `${key} ${operator} (${values.join(',')})`;
      return `${key}${operator === 'gt' ? '>' : operator === 'lt' ? '<' : operator}${values[0] ?? ''}`;
    })
    .join(',');
}

/** Reads a selector as `kubectl -l` writes it. Throws a `SelectorError` with kube-apiserver's message. */
export function parseLabelSelector(text: string): LabelSelector {
  return new Parser(tokenize(text)).requirements();
}

interface Token {
  readonly kind: 'symbol' | 'word' | 'end';
  readonly text: string;
}

function tokenize(text: string): readonly Token[] {
  const tokens = [...text.matchAll(/\s*(?:(==|!=|[=!(),<>])|([^\s=!(),<>]+))/g)].map(
    ([, symbol, word]): Token => (symbol === undefined ? { kind: 'word', text: word ?? '' } : { kind: 'symbol', text: symbol }),
  );
  return [...tokens, { kind: 'end', text: '' }];
}

const operators: Readonly<Record<string, LabelOperator>> = {
  in: 'in',
  notin: 'notin',
  '=': '=',
  '==': '==',
  '!=': '!=',
  '>': 'gt',
  '<': 'lt',
  gt: 'gt',
  lt: 'lt',
};

class Parser {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  requirements(): LabelSelector {
    const found: LabelRequirement[] = [];
    for (;;) {
      const token = this.#peek();
      if (token.kind === 'end') return found;
      if (token.kind !== 'word' && token.text !== '!')
        throw new SelectorError(`found '${token.text}', expected: !, identifier, or 'end of string'`);
      found.push(this.#requirement());
      const next = this.#take();
      if (next.kind === 'end') return found;
      if (next.text !== ',') throw new SelectorError(`found '${next.text}', expected: ',' or 'end of string'`);
      const after = this.#peek();
      if (after.kind !== 'word' && after.text !== '!')
        throw new SelectorError(`found '${after.text}', expected: identifier after ','`);
    }
  }

  #requirement(): LabelRequirement {
    const negated = this.#peek().text === '!' && this.#take() !== undefined;
    const key = this.#take();
    if (key.kind !== 'word') throw new SelectorError(`unable to parse requirement: found '${key.text}', expected: identifier`);
    const [keyError] = qualifiedNameErrors(key.text);
    if (keyError) throw new SelectorError(`unable to parse requirement: <nil>: Invalid value: "${key.text}": ${keyError}`);
    if (negated) return { key: key.text, operator: '!', values: [] };
    const { text, kind } = this.#peek();
    if (kind === 'end' || text === ',') return { key: key.text, operator: 'exists', values: [] };
    const operator = Object.hasOwn(operators, text) ? operators[text] : undefined;
    if (!operator)
      throw new SelectorError(`unable to parse requirement: found '${text}', expected: in, notin, =, ==, !=, gt, lt`);
    this.#take();
    return checked({
      key: key.text,
      operator,
      values: operator === 'in' || operator === 'notin' ? this.#valueList() : [this.#value()],
    });
  }

  #valueList(): readonly string[] {
    const open = this.#take();
    if (open.text !== '(') throw new SelectorError(`unable to parse requirement: found '${open.text}' expected: '('`);
    const values = [this.#value()];
    while (this.#peek().text === ',') {
      this.#take();
      values.push(this.#value());
    }
    const close = this.#take();
    if (close.text !== ')')
      throw new SelectorError(`unable to parse requirement: found '${close.text}', expected: ',', ')' or identifier`);
    return [...new Set(values)].sort();
  }

  /** A word, or nothing before what ends a value: an empty value is a value. */
  #value(): string {
    return this.#peek().kind === 'word' ? this.#take().text : '';
  }

  #peek(): Token {
    return this.#tokens[this.#position] ?? { kind: 'end', text: '' };
  }

  #take(): Token {
    const token = this.#peek();
    this.#position += 1;
    return token;
  }
}

function checked(requirement: LabelRequirement): LabelRequirement {
  const { key, operator, values } = requirement;
  if ((operator === 'gt' || operator === 'lt') && !/^[+-]?\d+$/.test(values[0] ?? '')) {
    throw new SelectorError(
      `unable to parse requirement: values[0]: Invalid value: "${values[0]}": for 'Gt', 'Lt' operators, the value must be an integer`,
    );
  }
  values.forEach((value, index) => {
    const [error] = labelValueErrors(value);
    if (error)
      throw new SelectorError(`unable to parse requirement: values[${index}][${key}]: Invalid value: "${value}": ${error}`);
  });
  return requirement;
}
