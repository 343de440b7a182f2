import { type PolicyRule, urlCovers } from './policy-rule.ts';
import { quotedList } from './quoted-list.ts';

const none: readonly string[] = [];

/**
 * What of `wanted` no rule of `held` covers, in rules of one verb, one resource, one name each. A wanted `*` is covered
 * only by a held `*`.
 */
export function uncovered(held: readonly PolicyRule[], wanted: readonly PolicyRule[]): readonly PolicyRule[] {
  return wanted.flatMap((rule) => [...atoms(rule)]).filter((atom) => !held.some((rule) => covers(rule, atom)));
}

/** A rule as the smallest rules it consists of: each is covered by one rule as a whole, or not at all. */
function* atoms({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): Generator<PolicyRule> {
  const names = resourceNames.length === 0 ? [none] : resourceNames.map((name) => [name]);
  for (const group of apiGroups)
    for (const resource of resources)
      for (const verb of verbs)
        for (const name of names)
          yield { verbs: [verb], apiGroups: [group], resources: [resource], resourceNames: name, nonResourceURLs: none };
  for (const url of nonResourceURLs)
    for (const verb of verbs)
      yield { verbs: [verb], apiGroups: none, resources: none, resourceNames: none, nonResourceURLs: [url] };
}

function covers(held: PolicyRule, atom: PolicyRule): boolean {
  return (
    hasOrAny(held.verbs, atom.verbs[0]) &&
    hasOrAny(held.apiGroups, atom.apiGroups[0]) &&
    coversResource(held.resources, atom.resources[0]) &&
    coversName(held.resourceNames, atom.resourceNames[0]) &&
    atom.nonResourceURLs.every((path) => held.nonResourceURLs.some((url) => urlCovers(url, path)))
  );
}

const hasOrAny = (held: readonly string[], wanted: string | undefined) =>
  wanted === undefined || held.includes(wanted) || held.includes('*');

function coversResource(held: readonly string[], wanted: string | undefined): boolean {
  if (hasOrAny(held, wanted)) return true;
  const slash = wanted?.indexOf('/') ?? -1;
  return slash >= 0 && held.includes(`*${wanted?.slice(slash)}`);
}

const coversName = (held: readonly string[], wanted: string | undefined) =>
  held.length === 0 || (wanted !== undefined && held.includes(wanted));

/** Rules as a refusal lists them: a line for each resource and name, with all its verbs; sorted. */
export function describeRules(missing: readonly PolicyRule[]): string {
  const byObject = new Map<string, PolicyRule>();
  const others: PolicyRule[] = [];
  for (const rule of missing) {
    if (rule.nonResourceURLs.length > 0) others.push(rule);
    else {
      const key = JSON.stringify([rule.apiGroups, rule.resources, rule.resourceNames]);
      const same = byObject.get(key);
      byObject.set(key, same ? { ...same, verbs: [...same.verbs, ...rule.verbs] } : rule);
    }
  }
  const lines = new Set([...byObject.values(), ...others].map(describeRule));
  return [...lines].sort().join('\n');
}

function describeRule({ apiGroups, resources, nonResourceURLs, resourceNames, verbs }: PolicyRule): string {
  const parts = {
    APIGroups: apiGroups,
    Resources: resources,
    NonResourceURLs: nonResourceURLs,
    ResourceNames: resourceNames,
    Verbs: verbs,
  };
  const printed = Object.entries(parts).filter(([, values]) => values.length > 0);
  return `{${printed.map(([name, values]) => `${name}:${quotedList(values)}`).join(', ')}}`;
}
