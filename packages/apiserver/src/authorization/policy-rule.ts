import { textsOf } from './body-fields.ts';

/** A rule of a Role or ClusterRole; what it leaves out is empty. */
export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

/** What is asked of rules, with the strings that each of them is compared to made once. */
export type RuleQuestion =
  | {
      readonly kind: 'resource';
      readonly verb: string;
      readonly group: string;
      /** `pods`, or `pods/log`. */
      readonly resource: string;
      /** The subresource of anything, as rules write it; `undefined` for the object itself. */
      readonly anyResource: string | undefined;
      readonly name: string;
    }
  | { readonly kind: 'nonResource'; readonly verb: string; readonly path: string };

/** Reads `rules` of a Role as it is stored, or sent. */
export const parseRules = (rules: unknown): readonly PolicyRule[] => (Array.isArray(rules) ? rules.map(parseRule) : []);

function parseRule(rule: Readonly<Record<string, unknown>> | null): PolicyRule {
  return {
    verbs: textsOf(rule?.['verbs']),
    apiGroups: textsOf(rule?.['apiGroups']),
    resources: textsOf(rule?.['resources']),
    resourceNames: textsOf(rule?.['resourceNames']),
    nonResourceURLs: textsOf(rule?.['nonResourceURLs']),
  };
}

export function ruleAllows(rule: PolicyRule, question: RuleQuestion): boolean {
  if (!matches(rule.verbs, question.verb)) return false;
  if (question.kind === 'nonResource') return rule.nonResourceURLs.some((url) => urlCovers(url, question.path));
  const { resources, resourceNames } = rule;
  return (
    matches(rule.apiGroups, question.group) &&
    (matches(resources, question.resource) || (question.anyResource !== undefined && resources.includes(question.anyResource))) &&
    (resourceNames.length === 0 || resourceNames.includes(question.name))
  );
}

const matches = (allowed: readonly string[], asked: string) => allowed.includes(asked) || allowed.includes('*');

/** `/api/*` covers `/api/v1`, and itself. */
export const urlCovers = (url: string, path: string) =>
  url === path || (url.endsWith('*') && path.startsWith(url.replace(/\*+$/, '')));
