export { applyDefaults } from './apply-defaults.ts';
export type { BuiltIn, BuiltInInput } from './built-in.ts';
export { cutName } from './cut-name.ts';
export { type DefinedInput, type DefinedObject, defineResource, type ResourceDefinition } from './define-resource.ts';
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
export {
  duplicateError,
  forbiddenError,
  invalidError,
  notFoundError,
  notSupportedError,
  requiredError,
  tooLongError,
  tooManyError,
  typeError,
} from './field-errors.ts';
export { type FieldRequirement, type FieldSelector, matchesFields, parseFieldSelector } from './field-selector.ts';
export * from './generated/kinds.ts';
export { cloneJson, deepEqual, isJsonObject, stableStringify } from './json.ts';
export {
  formatLabelSelector,
  type LabelOperator,
  type LabelRequirement,
  type LabelSelector,
  labelSelectorOf,
  matchesLabels,
  parseLabelSelector,
  type StructuredLabelSelector,
} from './label-selector.ts';
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
export { dns1123LabelErrors, dns1123SubdomainErrors, labelValueErrors, qualifiedNameErrors } from './object-names.ts';
export { type PruneOptions, pruneUnknown } from './prune-unknown.ts';
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
export { DefinitionError, SchemaError } from './schema-error.ts';
export type { InOf, OutOf, SchemaType } from './schema-type.ts';
export { SelectorError } from './selector-error.ts';
export type { StandardSchema } from './standard-schema.ts';
export type { Status, StatusCause, StatusDetails, StatusReason } from './status.ts';
export type { JsonArray, JsonObject, JsonValue, StructuralSchema, ValidationRule } from './structural-schema.ts';
export { t } from './t.ts';
export { type ValidateOptions, validateValue } from './validate-value.ts';
