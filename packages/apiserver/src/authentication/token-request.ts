import type { FieldError } from '@capstan/schema';
import { type Fields, fieldsOf, textsOf } from '../authorization/body-fields.ts';
import type { Review } from '../authorization/reviews.ts';
import { badRequest, conflict, invalid, notFound } from '../errors/status-error.ts';
import type { MutableObject } from '../resources/served-kind.ts';
import type { Store } from '../storage/store.ts';
import { bindToken } from './bound-object.ts';
import { timestamp } from './identity-reviews.ts';
import type { TokenIssuer } from './token-issuer.ts';

export interface TokenRequestOptions {
  readonly issuer: TokenIssuer;
  readonly store: Pick<Store, 'get'>;
  readonly clock: () => number;
}

const kind = { group: 'authentication.k8s.io', kind: 'TokenRequest' };
const defaultSeconds = 3600;
/** What the kubelet asks for: such tokens of pods live on for a year, so that old clients that never read them again go on. */
const projectedSeconds = 3607;
const extendedSeconds = 365 * 24 * 3600;

/** Gives out a ServiceAccount's token (`kubectl create token`). */
export const tokenRequest =
  ({ issuer, store, clock }: TokenRequestOptions): Review =>
  async (body, { namespace, name = '' }) => {
    refuseMismatch(body, namespace, name);
    const account = store.get({ resource: 'serviceaccounts', namespace, name });
    if (!account) throw notFound({ group: '', plural: 'serviceaccounts' }, name);
    refuseOtherUid(body.metadata?.uid, account.uid, name);

    const { boundObjectRef, ...terms } = termsOf(fieldsOf(body['spec']) ?? {}, issuer);
    const { audiences, expirationSeconds } = terms;
    const bound = boundObjectRef ? bindToken(boundObjectRef, { store, namespace, serviceAccount: name }) : {};
    const now = clock();
    const issuedAt = Math.floor(now / 1000);
    const extended = bound.pod !== undefined && livesOn(terms, issuer);
    const warnafter = extended && { warnafter: issuedAt + expirationSeconds };
    const token = await issuer.sign(
      { namespace, ...bound, serviceaccount: { name, uid: account.uid }, ...warnafter },
      { audiences, issuedAt, expires: issuedAt + (extended ? extendedSeconds : expirationSeconds) },
    );
    return {
      kind: kind.kind,
      apiVersion: 'authentication.k8s.io/v1',
      metadata: { ...body.metadata, name, namespace, uid: account.uid, creationTimestamp: timestamp(now) },
      spec: { audiences, expirationSeconds, boundObjectRef },
      status: { token, expirationTimestamp: timestamp(now + expirationSeconds * 1000) },
    };
  };

interface Terms {
  readonly audiences: readonly string[];
  readonly expirationSeconds: number;
}

/** What is asked for, with what was left out filled in. */
function termsOf(spec: Fields, issuer: TokenIssuer): Terms & { readonly boundObjectRef: Fields | null } {
  const audiences = textsOf(spec['audiences']);
  const expirationSeconds = typeof spec['expirationSeconds'] === 'number' ? spec['expirationSeconds'] : defaultSeconds;
  refuseDuration(expirationSeconds);
  return {
    audiences: audiences.length > 0 ? audiences : issuer.audiences,
    expirationSeconds,
    boundObjectRef: fieldsOf(spec['boundObjectRef']) ?? null,
  };
}

const livesOn = ({ audiences, expirationSeconds }: Terms, issuer: TokenIssuer) =>
  expirationSeconds === projectedSeconds && audiences.every((audience) => issuer.audiences.includes(audience));

function refuseMismatch({ metadata }: MutableObject, namespace: string, name: string): void {
  if (metadata?.namespace && metadata.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  if (metadata?.name && metadata.name !== name) {
    throw invalid(kind, name, [invalidField('metadata.name', metadata.name, 'must match the service account name if specified')]);
  }
}

function refuseOtherUid(asked: string | undefined, uid: string, name: string): void {
  if (!asked || asked === uid) return;
  const why = `the UID in the token request (${asked}) does not match the UID of the service account (${uid})`;
  throw conflict({ group: kind.group, plural: kind.kind }, name, why);
}

function refuseDuration(seconds: number): void {
  const refuse = (why: string) => invalid(kind, '', [invalidField('spec.expirationSeconds', seconds, why)]);
  if (seconds < 600) throw refuse('may not specify a duration less than 10 minutes');
  if (seconds > 2 ** 32) throw refuse('may not specify a duration larger than 2^32 seconds');
}

const invalidField = (field: string, value: string | number, why: string): FieldError => ({
  type: 'FieldValueInvalid',
  field,
  message: `Invalid value: ${JSON.stringify(value)}: ${why}`,
});
