import { type ObjectRef, Pod } from '@capstan/schema';
import type { CallOptions } from '../client.ts';
import type { CallRequest } from '../transport/call-request.ts';
import { objectPath } from '../verbs/resource-path.ts';
import { callRequest, type Session } from '../verbs/session.ts';

type Parameter = string | number | boolean | undefined | readonly string[];

/** A GET of a subresource of a pod, with options as the API server reads them: a list is a parameter given several times. */
export function podCall(
  session: Session,
  at: {
    readonly ref: ObjectRef;
    readonly subresource: 'exec' | 'log';
    /** The right that it takes. */
    readonly verb: string;
    readonly parameters: Readonly<Record<string, Parameter>>;
  },
  options: CallOptions,
): CallRequest {
  const { ref, subresource, verb } = at;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(at.parameters)) {
    if (value === undefined || value === false) continue;
    for (const item of typeof value === 'object' ? value : [value]) query.append(name, String(item));
  }
  const path = `${objectPath(Pod, ref, subresource)}${query.size === 0 ? '' : `?${query}`}`;
  const target = { verb, resource: Pod, name: ref.name, namespace: ref.namespace, subresource };
  return callRequest(session, { method: 'GET', path, target, repeatable: false, accept: 'application/json, */*' }, options);
}
