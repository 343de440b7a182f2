import { SelectorError } from './selector-error.ts';

export interface FieldRequirement {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

/** A parsed field selector: all requirements must hold. */
export type FieldSelector = readonly FieldRequirement[];

/** Reads a selector as `kubectl --field-selector` writes it. Throws a `SelectorError` with kube-apiserver's message. */
export function parseFieldSelector(text: string): FieldSelector {
  return splitTerms(text)
    .filter((term) => term !== '')
    .map((term) => {
      const match = /^((?:[^=!\\]|\\.)*?)(==|!=|=)((?:[^\\]|\\.)*)$/.exec(term);
      if (!match) throw new SelectorError(`invalid selector: '${text}'; can't understand '${term}'`);
      const [, field = '', operator, value = ''] = match;
      if (/^=|[^\\]=/.test(value)) throw new SelectorError(`invalid field selector: ${value}`);
      return { field: withoutEscapes(field), operator: operator === '!=' ? '!=' : '=', value: withoutEscapes(value) };
    });
}

/** Whether fields, given by name, satisfy a selector. */
export function matchesFields(selector: FieldSelector, field: (name: string) => string | undefined): boolean {
  for (const requirement of selector) {
    if (((field(requirement.field) ?? '') === requirement.value) !== (requirement.operator === '=')) return false;
  }
  return true;
}

/** At commas that are not escaped. */
const splitTerms = (text: string) => text.split(/(?<!\\),/);
const withoutEscapes = (text: string) => text.replace(/\\([\\,=])/g, '$1');
