import { deepEqual, labelSelectorOf, matchesLabels, type StructuredLabelSelector } from '@capstan/schema';
import type { Store, StoredObject, StoreEvent } from '../storage/store.ts';
import { type ControllerOptions, disposeOnAbort, writesAs } from './controller-options.ts';
import { KeyedWork } from './keyed-work.ts';
import { StoredKinds, targetOf } from './stored-kinds.ts';

const resource = 'clusterroles.rbac.authorization.k8s.io';

interface Role {
  readonly rules?: readonly unknown[] | null;
  readonly aggregationRule?: { readonly clusterRoleSelectors?: readonly StructuredLabelSelector[] };
}

/** Fills in the rules of ClusterRoles that are made of others, found by their labels. */
export function startRoleAggregation({ store, verbs, registry, report, signal }: ControllerOptions): Promise<void> {
  const kinds = new StoredKinds(registry);
  const context = writesAs('clusterrole-aggregation-controller');
  const aggregated = new Set<string>();
  const work = async (name: string) => {
    const stored = store.get({ resource, namespace: '', name });
    const kind = kinds.of(resource);
    if (!stored || !kind) return;
    const role = roleOf(stored);
    if (!role.aggregationRule) return;
    const rules = aggregatedRules(name, role.aggregationRule, store);
    if (deepEqual(rules, role.rules ?? [])) return;
    await verbs.update(targetOf(kind, stored), (live) => ({ ...live, rules }), context);
  };
  const queue = new KeyedWork({ work, report, signal });

  const onEvent = ({ type, object }: StoreEvent) => {
    if (type !== 'deleted' && isAggregated(object)) aggregated.add(object.name);
    else aggregated.delete(object.name);
    for (const name of aggregated) queue.add(name);
  };
  const { items, revision } = store.list(resource);
  disposeOnAbort(store.subscribe(resource, revision, onEvent), signal);
  for (const object of items) onEvent({ type: 'added', object });
  return queue.ended;
}

const isAggregated = (object: StoredObject) =>
  object.bytes.includes('"aggregationRule"') && roleOf(object).aggregationRule !== undefined;

const roleOf = ({ bytes }: StoredObject): Role => JSON.parse(bytes.toString()) as Role; // validated when it was written

/** The rules of all roles that a selector matches, selector by selector, in order of name, each rule once. */
function aggregatedRules(
  name: string,
  { clusterRoleSelectors = [] }: NonNullable<Role['aggregationRule']>,
  store: Store,
): unknown[] {
  const rules: unknown[] = [];
  for (const structured of clusterRoleSelectors) {
    const selector = labelSelectorOf(structured);
    for (const object of store.list(resource).items) {
      if (object.name === name || !matchesLabels(selector, object.labels)) continue;
      for (const rule of roleOf(object).rules ?? []) if (!rules.some((known) => deepEqual(known, rule))) rules.push(rule);
    }
  }
  return rules;
}
