import { type EscalationCheck, givesRights, type RbacPlural } from '../authorization/escalation.ts';
import type { AdmissionPlugin } from './admission.ts';

/** Lets nobody give away rights that they don't have. */
export function rightsEscalation(check: EscalationCheck): AdmissionPlugin {
  return {
    name: 'RightsEscalation',
    validate({ operation, target, object, oldObject, user }) {
      const { kind, namespace, name } = target;
      if (operation === 'DELETE' || !object || !givesRights(kind)) return;
      const plural = kind.plural as RbacPlural; // `givesRights` says so
      check({ user, plural, namespace, name: operation === 'CREATE' ? '' : name, object, ...(oldObject && { live: oldObject }) });
    },
  };
}
