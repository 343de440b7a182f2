import { type FieldError, forbiddenError, invalidError, isJsonObject, notSupportedError } from '@capstan/schema';
import { JsonSyntaxError, parseJson } from '../encoding/parse-json.ts';
import { isProtobuf, parseProtobuf } from '../encoding/parse-protobuf.ts';
import { badRequest, invalidOptions } from '../errors/status-error.ts';
import type { DeletionOptions } from '../verbs/object-verbs.ts';
import { isTrue } from './parse-request-info.ts';
import { dryRunErrors } from './write-options.ts';

export interface RequestedDeletion {
  readonly options: DeletionOptions;
  readonly dryRun: boolean;
  /** The client knows that the object may stay a while: it is told so by a 202. */
  readonly awaitsDependents: boolean;
}

const policies = ['Foreground', 'Background', 'Orphan'];

/** Reads DeleteOptions from the body or, when that is empty, from the query. Throws 400 or 422. */
export function readDeletionOptions(body: Buffer, query: URLSearchParams): RequestedDeletion {
  const sent = body.length > 0 ? fromBody(body) : fromQuery(query);
  const { propagationPolicy, orphanDependents, gracePeriodSeconds, dryRun, preconditions } = sent;
  const errors: FieldError[] = [];
  if (orphanDependents !== undefined && propagationPolicy !== undefined) {
    errors.push(
      invalidError('propagationPolicy', propagationPolicy, 'orphanDependents and deletionPropagation cannot be both set'),
    );
  }
  if (propagationPolicy !== undefined && !policies.includes(String(propagationPolicy))) {
    errors.push(notSupportedError('propagationPolicy', propagationPolicy, [...policies, 'nil']));
  }
  const dryRuns = Array.isArray(dryRun) ? dryRun.map(String) : [];
  errors.push(...dryRunErrors(dryRuns));
  if (sent['ignoreStoreReadErrorWithClusterBreakingPotential'] === true) {
    const field = 'ignoreStoreReadErrorWithClusterBreakingPotential';
    errors.push(forbiddenError(field, 'the feature AllowUnsafeMalformedObjectDeletion is disabled'));
  }
  if (errors.length > 0) throw invalidOptions('DeleteOptions', errors);
  const orphaning = orphanDependents === undefined ? undefined : orphanDependents === true ? 'Orphan' : 'Background';
  const policy = (propagationPolicy ?? orphaning) as DeletionOptions['propagationPolicy']; // checked above
  return {
    options: {
      ...(policy && { propagationPolicy: policy }),
      ...(typeof gracePeriodSeconds === 'number' && { gracePeriodSeconds: gracePeriodSeconds < 0 ? 1 : gracePeriodSeconds }),
      ...(isJsonObject(preconditions) && { preconditions: readPreconditions(preconditions) }),
    },
    dryRun: dryRuns.length > 0,
    awaitsDependents: orphanDependents === false,
  };
}

function fromBody(body: Buffer): Record<string, unknown> {
  try {
    const value = isProtobuf(body) ? parseProtobuf(body, 'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions') : parseJson(body);
    if (isJsonObject(value)) return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null));
    throw badRequest('the object provided is unrecognized (must be of type DeleteOptions)');
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw badRequest(`couldn't get version/kind; json parse error: ${error.message}`);
  }
}

function fromQuery(query: URLSearchParams): Record<string, unknown> {
  const policy = query.get('propagationPolicy');
  const orphan = query.get('orphanDependents');
  const grace = query.get('gracePeriodSeconds');
  return {
    ...(policy !== null && { propagationPolicy: policy }),
    ...(orphan !== null && { orphanDependents: isTrue(orphan) }),
    ...(grace !== null && { gracePeriodSeconds: Number(grace) }),
    dryRun: query.getAll('dryRun'),
  };
}

function readPreconditions({ uid, resourceVersion }: Record<string, unknown>) {
  return {
    ...(typeof uid === 'string' && { uid }),
    ...(typeof resourceVersion === 'string' && { resourceVersion }),
  };
}
