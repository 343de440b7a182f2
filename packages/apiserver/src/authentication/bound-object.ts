import { type Fields, fieldsOf, textOf } from '../authorization/body-fields.ts';
import { badRequest, conflict, notFound } from '../errors/status-error.ts';
import type { Store, StoredObject } from '../storage/store.ts';
import type { ServiceAccountClaims } from './token-claims.ts';

export interface BindingPlace {
  readonly store: Pick<Store, 'get'>;
  readonly namespace: string;
  readonly serviceAccount: string;
}

type BoundClaims = Pick<ServiceAccountClaims, 'pod' | 'secret' | 'node'>;

/** What a token says of the object it is to die with. Throws when there is no such object, or not that one. */
export function bindToken(ref: Fields, place: BindingPlace): BoundClaims {
  const kind = textOf(ref['kind']);
  const name = textOf(ref['name']);
  const { store, namespace } = place;
  const resource = textOf(ref['apiVersion']).includes('/') ? undefined : boundResources.get(kind);
  if (!resource) throw badRequest(`cannot bind token to object of type ${printedType(ref)}`);
  const object = store.get({ resource, namespace: kind === 'Node' ? '' : namespace, name });
  if (!object) throw notFound({ group: '', plural: resource }, name);
  const claims = kind === 'Pod' ? podClaims(object, place) : { [kind.toLowerCase()]: { name, uid: object.uid } };
  refuseOtherUid(textOf(ref['uid']), object, kind);
  return claims;
}

const boundResources: ReadonlyMap<string, string> = new Map([
  ['Pod', 'pods'],
  ['Secret', 'secrets'],
  ['Node', 'nodes'],
]);

function printedType(ref: Fields): string {
  const [first = '', second] = textOf(ref['apiVersion']).split('/');
  return `${second === undefined ? '' : first}/${second ?? first}, Kind=${textOf(ref['kind'])}`;
}

function podClaims(pod: StoredObject, { store, serviceAccount }: BindingPlace): BoundClaims {
  const spec = fieldsOf(JSON.parse(pod.bytes.toString()).spec);
  if (textOf(spec?.['serviceAccountName']) !== serviceAccount) {
    throw badRequest(
      `cannot bind token for serviceaccount ${JSON.stringify(serviceAccount)} to pod running with different serviceaccount name.`,
    );
  }
  const claims = { pod: { name: pod.name, uid: pod.uid } };
  const nodeName = textOf(spec?.['nodeName']);
  if (nodeName === '') return claims;
  // A node that isn't there (any more) is named all the same, so that readers know where the pod was to run.
  const node = store.get({ resource: 'nodes', namespace: '', name: nodeName });
  return { ...claims, node: { name: nodeName, uid: node?.uid ?? '' } };
}

function refuseOtherUid(asked: string, { name, uid }: StoredObject, kind: string): void {
  if (asked === '' || asked === uid) return;
  const why = `the UID in the bound object reference (${asked}) does not match the UID in record. The object might have been deleted and then recreated`;
  throw conflict({ group: '', plural: kind }, name, why);
}
