export type { BuiltIn, BuiltInInput } from './built-in.ts';
export type {
  ConditionReasons,
  CustomResourceDefinitionManifest,
  DefinedResource,
  IndexOf,
  PrinterColumn,
  ReasonsOf,
} from './defined-resource.ts';
export { type Duration, durationMs } from './duration.ts';
export type { FieldError, FieldErrorType } from './field-error.ts';
export * from './generated/kinds.ts';
export type {
  Condition,
  ConditionStatus,
  FieldsV1,
  KubeObject,
  ListMeta,
  ManagedFieldsEntry,
  MetadataInput,
  MetadataObject,
  ObjectMeta,
  ObjectRef,
  OwnerReference,
} from './object-meta.ts';
export {
  type ApplyOf,
  apiVersionOf,
  type DeepPartial,
  type InputOf,
  type ObjectOf,
  type phantom,
  type ResourceType,
  type Scope,
  type Simplify,
  type StatusOf,
} from './resource-type.ts';
export type { Status, StatusCause, StatusDetails, StatusReason } from './status.ts';
export type { JsonArray, JsonObject, JsonValue, StructuralSchema, ValidationRule } from './structural-schema.ts';
