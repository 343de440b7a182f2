import { createHash } from 'node:crypto';
import type { StructuralSchema } from '@capstan/schema';
import { builtInSchema } from '../resources/built-in-kinds.ts';

/** The schema of a whole custom resource, made from what its definition says. */
export interface RootSchema {
  /** As the definition has it. */
  readonly own: StructuralSchema;
  /** With `apiVersion`, `kind` and all of `metadata`. */
  readonly whole: StructuralSchema;
  /** The same for the same schema, also after a restart; never 0. */
  readonly schemaVersion: number;
}

const openSchema: StructuralSchema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const ownSchemas = new WeakMap<StructuralSchema, StructuralSchema>();

export function rootSchema(declared: StructuralSchema | undefined): RootSchema {
  const own = declared ?? openSchema;
  const whole = withResourceFields(own);
  ownSchemas.set(whole, own);
  return { own, whole, schemaVersion: hashOf(own) };
}

/** What the definition says of a whole schema that {@link rootSchema} made. */
export const ownSchema = (whole: StructuralSchema): StructuralSchema => ownSchemas.get(whole) ?? whole;

export const objectMetaSchema = (): StructuralSchema => builtInSchema('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta');

const text: StructuralSchema = { type: 'string' };

/** A resource's schema with its fixed fields; a definition may only restrict the name. */
export function withResourceFields(schema: StructuralSchema): StructuralSchema {
  const objectMeta = objectMetaSchema();
  const restricted = schema.properties?.['metadata']?.properties;
  const metadata: StructuralSchema = restricted
    ? { ...objectMeta, properties: { ...objectMeta.properties, ...restricted } }
    : objectMeta;
  return { ...schema, properties: { ...schema.properties, apiVersion: text, kind: text, metadata } };
}

const hashBytes = 6;
const hashOf = (schema: StructuralSchema): number =>
  createHash('sha256').update(JSON.stringify(schema)).digest().readUIntBE(0, hashBytes) || 1;
