import {
  duplicateError,
  type FieldError,
  invalidError,
  requiredError,
  type StructuralSchema,
  tooManyError,
} from '@capstan/schema';
import type { DefinitionVersion } from '../definition.ts';

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string'];
const columnFormats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];
const maxSelectableFields = 8;

export function deprecationErrors({ deprecated, deprecationWarning }: DefinitionVersion, path: string): readonly FieldError[] {
  if (deprecationWarning === undefined) return [];
  const wrong = (detail: string) => [invalidError(`${path}.deprecationWarning`, deprecationWarning, detail)];
  if (!deprecated) return wrong('can only be set for deprecated versions');
  if (deprecationWarning === '') return wrong('must not be an empty string');
  if ([...deprecationWarning].length > 256) return wrong('must be <= 256 characters long');
  const unprintable = deprecationWarning.search(/[^\P{C}]/u);
  return unprintable < 0
    ? []
    : wrong(`must only contain printable UTF-8 characters; non-printable character found at index ${unprintable}`);
}

export function columnErrors(
  columns: NonNullable<DefinitionVersion['additionalPrinterColumns']>,
  path: string,
): readonly FieldError[] {
  return columns.flatMap(({ name, type, format = '', jsonPath }, index) => {
    const field = `${path}[${index}]`;
    const oneOf = (key: string, value: string, allowed: readonly string[]) =>
      allowed.includes(value) ? [] : [invalidError(`${field}.${key}`, value, `must be one of ${allowed.join(',')}`)];
    return [
      ...(name === '' ? [requiredError(`${field}.name`)] : []),
      ...(type === ''
        ? [requiredError(`${field}.type`, `must be one of ${columnTypes.join(',')}`)]
        : oneOf('type', type, columnTypes)),
      ...(format === '' ? [] : oneOf('format', format, columnFormats)),
      ...(jsonPath === '' ? [requiredError(`${field}.JSONPath`)] : simplePathErrors(jsonPath, `${field}.JSONPath`)),
    ];
  });
}

const simplePathErrors = (jsonPath: string, field: string): readonly FieldError[] =>
  jsonPath.startsWith('.') ? [] : [invalidError(field, jsonPath, 'must be a simple json path starting with .')];

export function subresourceErrors(subresources: DefinitionVersion['subresources'], path: string): readonly FieldError[] {
  const scale = subresources?.scale;
  if (!scale) return [];
  const under = (key: string, value: string, roots: readonly string[], detail: string): readonly FieldError[] => {
    const field = `${path}.scale.${key}`;
    const simple = simplePathErrors(value, field);
    if (simple.length > 0) return simple;
    return roots.some((root) => value.startsWith(root)) ? [] : [invalidError(field, value, detail)];
  };
  const required = (key: string, value: string, root: string): readonly FieldError[] =>
    value === ''
      ? [requiredError(`${path}.scale.${key}`)]
      : under(key, value, [`${root}.`], `should be a json path under ${root}`);
  return [
    ...required('specReplicasPath', scale.specReplicasPath, '.spec'),
    ...required('statusReplicasPath', scale.statusReplicasPath, '.status'),
    ...(scale.labelSelectorPath
      ? under(
          'labelSelectorPath',
          scale.labelSelectorPath,
          ['.spec.', '.status.'],
          'should be a json path under either .spec or .status',
        )
      : []),
  ];
}

export function selectableFieldErrors(
  fields: NonNullable<DefinitionVersion['selectableFields']>,
  schema: StructuralSchema | undefined,
  path: string,
): readonly FieldError[] {
  const seen = new Set<string>();
  const errors = fields.flatMap(({ jsonPath }, index) => {
    const field = `${path}[${index}].jsonPath`;
    if (jsonPath === '') return [requiredError(field)];
    const wrong = selectableFieldProblem(jsonPath, schema);
    const duplicate = seen.has(jsonPath);
    seen.add(jsonPath);
    return [...(wrong ? [invalidError(field, jsonPath, wrong)] : []), ...(duplicate ? [duplicateError(field, jsonPath)] : [])];
  });
  return fields.length > maxSelectableFields ? [tooManyError(path, fields.length, maxSelectableFields), ...errors] : errors;
}

const selectableTypes = new Set(['string', 'boolean', 'integer']);

function selectableFieldProblem(jsonPath: string, schema: StructuralSchema | undefined): string | undefined {
  if (!jsonPath.startsWith('.')) return 'must be a simple json path starting with .';
  const names = jsonPath.slice(1).split('.');
  let found = schema;
  for (const name of names) found = found?.properties?.[name];
  if (!found) return 'is an invalid path: does not refer to a valid field';
  if (names[0] === 'metadata') return 'must not point to fields in metadata';
  return selectableTypes.has(found.type ?? '')
    ? undefined
    : 'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.';
}
