import { approvalOf, isProtectedGroup } from './approval.ts';
import { conditionOf, type Definition, isTrue } from './definition.ts';
import { withCondition } from './definition-conditions.ts';
import { acceptNames } from './definition-names.ts';

/** The definition with the status it should have: accepted names, and whether it is served. */
export function definitionStatus(definition: Definition, all: Iterable<Definition>, time: string): Definition {
  const { acceptedNames, conflict } = acceptNames(definition, all);
  const named = withCondition(
    { ...definition, status: { ...definition.status, acceptedNames } },
    conflict
      ? { type: 'NamesAccepted', status: 'False', ...conflict, time }
      : { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found', time },
  );
  return withApproval(established(named, time), time);
}

/** Once established, always established. */
function established(definition: Definition, time: string): Definition {
  if (isTrue(definition, 'Established')) return definition;
  if (isTrue(definition, 'NamesAccepted')) {
    return withCondition(definition, {
      type: 'Established',
      status: 'True',
      reason: 'InitialNamesAccepted',
      message: 'the initial names have been accepted',
      time,
    });
  }
  if (conditionOf(definition, 'Established')) return definition;
  return withCondition(definition, {
    type: 'Established',
    status: 'False',
    reason: 'NotAccepted',
    message: 'not all names are accepted',
    time,
  });
}

function withApproval(definition: Definition, time: string): Definition {
  if (!isProtectedGroup(definition.spec.group)) return definition;
  const { status, reason, message } = approvalOf(definition.metadata.annotations);
  return withCondition(definition, { type: 'KubernetesAPIApprovalPolicyConformant', status, reason, message, time });
}
