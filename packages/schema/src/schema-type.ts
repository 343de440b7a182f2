import type { phantom, Simplify } from './resource-type.ts';
import type { StructuralSchema, ValidationRule } from './structural-schema.ts';

/** Whether a field may be left out: never, always, or only by who writes it because the server fills it in. */
export type Presence = 'required' | 'optional' | 'defaulted';

/** The type of a field: a structural schema with its static types. Made by {@link t}. */
export interface SchemaType<Out = unknown, In = unknown, P extends Presence = Presence> {
  readonly schema: StructuralSchema;
  readonly presence: P;
  readonly [phantom]?: { readonly out: Out; readonly in: In };
  /** The field may be absent. */
  optional(): SchemaType<Out, In, 'optional'>;
  /** The field may be null. */
  nullable(): SchemaType<Out | null, In | null, P>;
  /** A CEL rule, checked by the API server. */
  rule(expression: string, message: string | Omit<ValidationRule, 'rule'>): SchemaType<Out, In, P>;
}

export type OutOf<T> = T extends SchemaType<infer Out, infer _In, infer _P> ? Out : never;
export type InOf<T> = T extends SchemaType<infer _Out, infer In, infer _P> ? In : never;

export interface Fields {
  readonly [name: string]: SchemaType;
}

type KeysOf<F extends Fields, P extends Presence> = {
  [K in keyof F]: F[K] extends SchemaType<infer _O, infer _I, P> ? K : never;
}[keyof F];

/** What the server answers: optional fields may be absent, defaulted ones are there. */
export type ObjectOut<F extends Fields> = Simplify<
  { readonly [K in KeysOf<F, 'required' | 'defaulted'>]: OutOf<F[K]> } & { readonly [K in KeysOf<F, 'optional'>]?: OutOf<F[K]> }
>;

/** What a client sends: optional and defaulted fields may be absent. */
export type ObjectIn<F extends Fields> = Simplify<
  { readonly [K in KeysOf<F, 'required'>]: InOf<F[K]> } & {
    readonly [K in KeysOf<F, 'optional' | 'defaulted'>]?: InOf<F[K]> | undefined;
  }
>;

export function schemaType<Out, In, P extends Presence>(schema: StructuralSchema, presence: P): SchemaType<Out, In, P> {
  return {
    schema,
    presence,
    optional: () => schemaType(schema, 'optional'),
    nullable: () => schemaType({ ...schema, nullable: true }, presence),
    rule: (expression, message) => {
      const rule = { rule: expression, ...(typeof message === 'string' ? { message } : message) };
      return schemaType(
        { ...schema, 'x-kubernetes-validations': [...(schema['x-kubernetes-validations'] ?? []), rule] },
        presence,
      );
    },
  };
}
