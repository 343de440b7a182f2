import { badRequest } from '../errors/status-error.ts';
import { fieldsOf, textOf } from './body-fields.ts';
import { describeMissing, type RuleResolver } from './rbac-authorizer.ts';
import type { Review } from './reviews.ts';

/** What may the requestor do in this namespace? (`kubectl auth can-i --list`) */
export const selfSubjectRulesReview =
  (resolver: RuleResolver): Review =>
  (body, { user }) => {
    const namespace = textOf(fieldsOf(body['spec'])?.['namespace']);
    if (namespace === '') throw badRequest('no namespace on request');
    const { rules, missing } = resolver.rulesFor(user, namespace);
    return {
      kind: 'SelfSubjectRulesReview',
      apiVersion: 'authorization.k8s.io/v1',
      metadata: {},
      spec: {},
      status: {
        resourceRules: rules
          .filter(({ resources }) => resources.length > 0)
          .map(({ verbs, apiGroups, resources, resourceNames }) => ({
            verbs,
            apiGroups,
            resources,
            ...(resourceNames.length > 0 && { resourceNames }),
          })),
        nonResourceRules: rules
          .filter(({ nonResourceURLs }) => nonResourceURLs.length > 0)
          .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
        incomplete: false,
        ...(missing.length > 0 && { evaluationError: describeMissing(missing) }),
      },
    };
  };
