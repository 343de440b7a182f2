import { applyDefaults } from './apply-defaults.ts';
import { cloneJson } from './json.ts';
import { dns1123LabelErrors, dns1123SubdomainErrors } from './object-names.ts';
import { DefinitionError } from './schema-error.ts';
import type { StructuralSchema } from './structural-schema.ts';
import { validateValue } from './validate-value.ts';

export interface ResourceNames {
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly listKind: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
}

/** Finds mistakes in a definition that the API server would refuse, or that could never work. */
export function checkDefinition(definition: {
  readonly group: string;
  readonly version: string;
  readonly names: ResourceNames;
  readonly schema: StructuralSchema;
}): void {
  const { group, version, names, schema } = definition;
  if (!group.includes('.') || dns1123SubdomainErrors(group).length > 0) {
    throw new DefinitionError(
      `group "${group}" is not a domain`,
      "Write it as a lower-case domain of yours, for example 'paint.example.com'.",
    );
  }
  if (!/^v[1-9]\d*((alpha|beta)[1-9]\d*)?$/.test(version)) {
    throw new DefinitionError(`version "${version}" is not a version of an API`, "Write it as 'v1', 'v1beta1' or 'v1alpha1'.");
  }
  if (!/^[A-Z][A-Za-z0-9]*$/.test(names.kind)) {
    throw new DefinitionError(`kind "${names.kind}" is not a kind`, "Write it in upper camel case, for example 'Paint'.");
  }
  for (const name of [names.plural, names.singular, ...names.shortNames, ...names.categories]) {
    if (dns1123LabelErrors(name).length > 0)
      throw new DefinitionError(`"${name}" cannot be a name of ${names.kind}`, 'Use lower-case letters, digits and dashes.');
  }
  checkDefaults(schema, '');
}

function checkDefaults(schema: StructuralSchema, path: string): void {
  if (schema.default !== undefined) {
    const value = cloneJson(schema.default);
    applyDefaults(value, schema);
    const [error] = validateValue(value, schema, { path });
    if (error)
      throw new DefinitionError(
        `the default of ${path} is not valid: ${error.field}: ${error.message}`,
        'Give a default that the schema allows.',
      );
  }
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    checkDefaults(property, path === '' ? name : `${path}.${name}`);
  if (schema.items) checkDefaults(schema.items, `${path}[]`);
  if (typeof schema.additionalProperties === 'object') checkDefaults(schema.additionalProperties, `${path}[]`);
}
