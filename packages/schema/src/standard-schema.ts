import { SchemaError } from './schema-error.ts';

/** What libraries that accept any schema expect of one: https://standardschema.dev. */
export interface StandardSchema<In, Out> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: 'capstan';
    readonly validate: (value: unknown) => { readonly value: Out } | { readonly issues: readonly StandardIssue[] };
    readonly types?: { readonly input: In; readonly output: Out };
  };
}

interface StandardIssue {
  readonly message: string;
  readonly path: readonly (string | number)[];
}

export function standardSchema<In, Out>(parse: (value: unknown) => Out): StandardSchema<In, Out>['~standard'] {
  return {
    version: 1,
    vendor: 'capstan',
    validate(value) {
      try {
        return { value: parse(value) };
      } catch (error) {
        if (!(error instanceof SchemaError)) throw error;
        return { issues: error.errors.map(({ field, message }) => ({ message, path: pathOf(field) })) };
      }
    },
  };
}

/** `spec.list[0].name` → `['spec', 'list', 0, 'name']`. */
function pathOf(field: string): readonly (string | number)[] {
  return [...field.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) =>
    index === undefined ? (name ?? '') : Number(index),
  );
}
