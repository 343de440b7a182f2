import { type ResourceType, stableStringify } from '@capstan/schema';
import type { ErasedDefinition, PolicyRule } from './controller.ts';

type ResourceRule = PolicyRule & { readonly apiGroups: readonly string[]; readonly resources: readonly string[] };

/** The least rights a controller needs, from what it declares; merged and sorted, so that a change shows in a diff. */
export function leastRules(definition: ErasedDefinition): readonly PolicyRule[] {
  const { reads = [], readsMetadata = [], writes = [], deletes = [], watches = [], finalizer, actsAs, rules = [] } = definition;
  const wanted: ResourceRule[] = [
    rule(definition.for, ['get', 'list', 'watch', ...(finalizer ? ['patch'] : [])]),
    rule(definition.for, ['patch'], 'status'),
    ...reads.map((resource) => rule(resource, ['get', 'list', 'watch'])),
    ...readsMetadata.map(({ resource }) => rule(resource, ['list', 'watch'])),
    ...writes.map((resource) => rule(resource, ['create', 'delete', 'get', 'patch'])),
    ...deletes.map((resource) => rule(resource, ['delete'])),
    ...watches.map(({ resource }) => rule(resource, ['list', 'watch'])),
    { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
    ...(actsAs ? [{ apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] }] : []),
  ];
  return [...merged(wanted), ...rules];
}

/** The rules of several controllers as those of one: what two of them need is said once. */
export function mergeRules(rules: readonly PolicyRule[]): readonly PolicyRule[] {
  const plain = rules.filter(isPlain);
  const narrowed = new Map(rules.filter((rule) => !isPlain(rule)).map((rule) => [stableStringify(rule), rule]));
  const single = plain.flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) => resources.map((resource) => ({ apiGroups: [group], resources: [resource], verbs }))),
  );
  return [...merged(single), ...narrowed.values()];
}

const isPlain = (rule: PolicyRule): rule is ResourceRule =>
  rule.apiGroups !== undefined && rule.resources !== undefined && !rule.resourceNames && !rule.nonResourceURLs;

/** What leader election needs in its namespace. */
export const leaderElectionRules: readonly PolicyRule[] = [
  { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create', 'get', 'update'] },
];

function rule({ group, plural }: ResourceType, verbs: readonly string[], subresource = ''): ResourceRule {
  return { apiGroups: [group], resources: [subresource === '' ? plural : `${plural}/${subresource}`], verbs };
}

/** One rule for each group and set of verbs. */
function merged(rules: readonly ResourceRule[]): readonly PolicyRule[] {
  const verbs = new Map<string, Set<string>>();
  for (const { apiGroups, resources, verbs: wanted } of rules) {
    const id = `${apiGroups[0]} ${resources[0]}`;
    const known = verbs.get(id) ?? new Set();
    verbs.set(id, known);
    for (const verb of wanted) known.add(verb);
  }
  const byGroupAndVerbs = Map.groupBy([...verbs].sort(), ([id, set]) => `${id.split(' ')[0]} ${[...set].sort().join(',')}`);
  return [...byGroupAndVerbs].map(([key, entries]) => {
    const [group = '', list = ''] = key.split(' ');
    return { apiGroups: [group], resources: entries.map(([id]) => id.split(' ')[1] ?? ''), verbs: list.split(',') };
  });
}
