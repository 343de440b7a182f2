import type { MutableObject } from '../resources/served-kind.ts';
import type { ObjectVerbs, Target, WriteContext } from '../verbs/object-verbs.ts';
import { timestamp } from '../verbs/write-environment.ts';
import type { Remains } from './namespace-content.ts';
import { metadataOf } from './stored-kinds.ts';

interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False';
  readonly lastTransitionTime?: string;
  readonly reason: string;
  readonly message: string;
}

/** Says in the Namespace's conditions what keeps it from going. */
export async function reportRemains(
  remains: Remains,
  status: Target,
  { verbs, context, clock }: { readonly verbs: ObjectVerbs; readonly context: WriteContext; readonly clock: () => number },
): Promise<void> {
  await verbs.update(status, (live) => withConditions(live, conditionsOf(remains), timestamp(clock())), context);
}

function withConditions(namespace: MutableObject, wanted: readonly Condition[], now: string): MutableObject {
  const status = namespace['status'] as { conditions?: readonly Condition[] } | undefined; // a Namespace's, validated
  const before = status?.conditions ?? [];
  const conditions = wanted.map((condition) => {
    const last = before.find(({ type }) => type === condition.type);
    const lastTransitionTime = last?.status === condition.status ? (last.lastTransitionTime ?? now) : now;
    const { type, status, reason, message } = condition;
    return { type, status, lastTransitionTime, reason, message };
  });
  const others = before.filter(({ type }) => !wanted.some((condition) => condition.type === type));
  return { ...namespace, status: { ...status, conditions: [...others, ...conditions] } };
}

function conditionsOf({ objects, failures }: Remains): readonly Condition[] {
  const byFinalizer = countBy(objects.flatMap((object) => metadataOf(object).finalizers ?? []));
  const byResource = countBy(objects.map(({ resource }) => (resource.includes('.') ? resource : `${resource}.`)));
  return [
    condition('NamespaceDeletionDiscoveryFailure', 'ResourcesDiscovered', 'All resources successfully discovered'),
    condition('NamespaceDeletionGroupVersionParsingFailure', 'ParsedGroupVersions', 'All legacy kube types successfully parsed'),
    failures.length === 0
      ? condition(
          'NamespaceDeletionContentFailure',
          'ContentDeleted',
          'All content successfully deleted, may be waiting on finalization',
        )
      : trueCondition('NamespaceDeletionContentFailure', 'ContentDeletionFailed', failureText(failures, objects.length)),
    byResource.length === 0
      ? condition('NamespaceContentRemaining', 'ContentRemoved', 'All content successfully removed')
      : trueCondition(
          'NamespaceContentRemaining',
          'SomeResourcesRemain',
          `Some resources are remaining: ${byResource.map(([name, count]) => `${name} has ${count} resource instances`).join(', ')}`,
        ),
    byFinalizer.length === 0
      ? condition('NamespaceFinalizersRemaining', 'ContentHasNoFinalizers', 'All content-preserving finalizers finished')
      : trueCondition(
          'NamespaceFinalizersRemaining',
          'SomeFinalizersRemain',
          `Some content in the namespace has finalizers remaining: ${byFinalizer.map(([name, count]) => `${name} in ${count} resource instances`).join(', ')}`,
        ),
  ];
}

const condition = (type: string, reason: string, message: string): Condition => ({ type, status: 'False', reason, message });
const trueCondition = (type: string, reason: string, message: string): Condition => ({ type, status: 'True', reason, message });

function failureText(failures: readonly unknown[], remaining: number): string {
  const messages = new Set(failures.map((error) => (error instanceof Error ? error.message : String(error))));
  return `Failed to delete all resource types, ${remaining} remaining: ${[...messages].join(', ')}`;
}

/** In order of name. */
function countBy(names: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}
