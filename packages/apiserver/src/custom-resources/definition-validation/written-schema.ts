import { type FieldError, invalidError, requiredError, type StructuralSchema } from '@capstan/schema';

type Nested = 'properties' | 'additionalProperties' | 'items' | 'allOf' | 'anyOf' | 'oneOf' | 'not';

/** A schema as someone wrote it: it may use all of OpenAPI, and what is not OpenAPI at all. */
export interface WrittenSchema
  extends Omit<StructuralSchema, Nested | 'type' | 'x-kubernetes-list-type' | 'x-kubernetes-map-type'> {
  readonly type?: string;
  readonly properties?: { readonly [name: string]: WrittenSchema };
  readonly additionalProperties?: WrittenSchema | boolean;
  readonly items?: WrittenSchema;
  readonly allOf?: readonly WrittenSchema[];
  readonly anyOf?: readonly WrittenSchema[];
  readonly oneOf?: readonly WrittenSchema[];
  readonly not?: WrittenSchema;
  readonly id?: string;
  readonly $ref?: string;
  readonly $schema?: string;
  readonly definitions?: object;
  readonly dependencies?: object;
  readonly patternProperties?: object;
  readonly additionalItems?: unknown;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-map-type'?: string;
}

/** A type that is wrong, or missing. */
export const wrongType = ({ type }: WrittenSchema, path: string, detail: string): FieldError =>
  type ? invalidError(`${path}.type`, type, detail) : requiredError(`${path}.type`, detail);
