import { type FieldError, invalidError, requiredError } from '@capstan/schema';
import { serviceName } from '../../resources/strategies/name-rule.ts';
import type { DefinitionNames } from '../definition.ts';

const path = 'spec.names';

export function namesErrors(names: DefinitionNames): readonly FieldError[] {
  const { plural, singular = '', kind, listKind = '', shortNames = [], categories = [] } = names;
  return [
    ...Object.entries({ plural, singular, kind, listKind }).flatMap(([field, name]) =>
      name === '' ? [requiredError(`${path}.${field}`)] : [],
    ),
    ...labelErrors('plural', plural),
    ...labelErrors('singular', singular),
    ...kindErrors('kind', kind),
    ...kindErrors('listKind', listKind),
    ...shortNames.flatMap((name, index) => labelErrors(`shortNames[${index}]`, name, 'checked')),
    ...(kind !== '' && kind === listKind
      ? [invalidError(`${path}.listKind`, listKind, 'kind and listKind may not be the same')]
      : []),
    ...categories.flatMap((name, index) => labelErrors(`categories[${index}]`, name, 'checked')),
  ];
}

function labelErrors(field: string, name: string, empty: 'checked' | 'absent' = 'absent'): readonly FieldError[] {
  if (name === '' && empty === 'absent') return [];
  const errors = serviceName(name);
  return errors.length === 0 ? [] : [invalidError(`${path}.${field}`, name, errors.join(','))];
}

function kindErrors(field: string, name: string): readonly FieldError[] {
  const errors = name === '' ? [] : serviceName(name.toLowerCase());
  if (errors.length === 0) return [];
  return [invalidError(`${path}.${field}`, name, `may have mixed case, but should otherwise match: ${errors.join(',')}`)];
}
