import { type FieldError, invalidError, isJsonObject, requiredError } from '@capstan/schema';
import type { Strategy } from './strategy.ts';

/** Roles and ClusterRoles: each rule says what may be done, and to what. */
export const roleStrategy: Partial<Strategy> = {
  validate: ({ rules, metadata }): readonly FieldError[] =>
    (Array.isArray(rules) ? rules : []).filter(isJsonObject).flatMap((rule, index) => {
      const at = `rules[${index}]`;
      const errors: FieldError[] = [];
      if (isEmpty(rule['verbs'])) errors.push(requiredError(`${at}.verbs`, 'verbs must contain at least one value'));
      if (!isEmpty(rule['nonResourceURLs'])) return [...errors, ...pathErrors(rule, at, metadata.namespace)];
      if (isEmpty(rule['apiGroups'])) {
        errors.push(requiredError(`${at}.apiGroups`, 'resource rules must supply at least one api group'));
      }
      if (isEmpty(rule['resources'])) {
        errors.push(requiredError(`${at}.resources`, 'resource rules must supply at least one resource'));
      }
      return errors;
    }),
};

function pathErrors(rule: Record<string, unknown>, at: string, namespace: string | undefined): FieldError[] {
  const field = `${at}.nonResourceURLs`;
  const paths = rule['nonResourceURLs'];
  if (namespace) return [invalidError(field, paths, 'namespaced rules cannot apply to non-resource URLs')];
  if (isEmpty(rule['apiGroups']) && isEmpty(rule['resources']) && isEmpty(rule['resourceNames'])) return [];
  return [invalidError(field, paths, 'rules cannot apply to both regular resources and non-resource URLs')];
}

const isEmpty = (value: unknown) => !Array.isArray(value) || value.length === 0;
