import type { FieldError, Status, StatusCause, StatusDetails, StatusReason } from '@capstan/schema';

/** An answer that is a failure. Thrown anywhere below a handler, written by the pipeline as a `Status`. */
export class StatusError extends Error {
  override readonly name = 'StatusError';
  readonly status: Status;

  constructor(
    code: number,
    reason: StatusReason | undefined,
    message: string,
    details?: StatusDetails,
    metadata: Status['metadata'] = {},
  ) {
    super(message);
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata,
      status: 'Failure',
      message,
      ...(reason && { reason }),
      ...(details && { details }),
      code,
    };
  }
}

/** A group and a resource; prints as `configmaps` or `deployments.apps`. */
export interface GroupResource {
  readonly group: string;
  readonly plural: string;
}

const printed = ({ group, plural }: GroupResource) => (group === '' ? plural : `${plural}.${group}`);
const detailsOf = ({ group, plural }: GroupResource, name: string, causes?: readonly StatusCause[]): StatusDetails => ({
  ...(name && { name }),
  ...(group && { group }),
  kind: plural,
  ...(causes && { causes }),
});

export const badRequest = (message: string) => new StatusError(400, 'BadRequest', message);
export const unauthorized = () => new StatusError(401, 'Unauthorized', 'Unauthorized');
export const methodNotAllowed = () =>
  new StatusError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
export const unknownResource = () => new StatusError(404, 'NotFound', 'the server could not find the requested resource', {});
export const internalError = (message: string) =>
  new StatusError(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });

export const notFound = (resource: GroupResource, name: string) =>
  new StatusError(404, 'NotFound', `${printed(resource)} "${name}" not found`, detailsOf(resource, name));

export const alreadyExists = (resource: GroupResource, name: string) =>
  new StatusError(409, 'AlreadyExists', `${printed(resource)} "${name}" already exists`, detailsOf(resource, name));

export const conflict = (resource: GroupResource, name: string, why: string) =>
  new StatusError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${printed(resource)} "${name}": ${why}`,
    detailsOf(resource, name),
  );

export const modified = (resource: GroupResource, name: string) =>
  conflict(resource, name, 'the object has been modified; please apply your changes to the latest version and try again');

export const forbidden = (resource: GroupResource, name: string, why: string, causes?: readonly StatusCause[]) =>
  new StatusError(
    403,
    'Forbidden',
    name === '' ? `${printed(resource)} is forbidden: ${why}` : `${printed(resource)} "${name}" is forbidden: ${why}`,
    detailsOf(resource, name, causes),
  );

/** A 422 of field errors. `kind` prints as `Kind.group`. */
export function invalid(
  kind: { readonly group: string; readonly kind: string },
  name: string,
  errors: readonly FieldError[],
): StatusError {
  // Kubernetes tells some things twice, but only in the causes.
  const lines = [...new Set(errors.map((error) => `${error.field}: ${error.message}`))];
  const text = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`;
  const subject = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
  return new StatusError(422, 'Invalid', `${subject} "${name}" is invalid: ${text}`, {
    ...(name && { name }),
    ...(kind.group && { group: kind.group }),
    ...(kind.kind && { kind: kind.kind }),
    causes: errors.map(({ type, message, field }) => ({ reason: type, message, field })),
  });
}

/** A 422 of a request's own options (`CreateOptions`, `ListOptions`, …). */
export const invalidOptions = (kind: string, errors: readonly FieldError[]) =>
  invalid({ group: 'meta.k8s.io', kind }, '', errors);

/** The whole change could be tried again at once: the watch's history no longer reaches back that far. */
export const expired = (message: string, continueToken?: string) =>
  new StatusError(410, 'Expired', message, undefined, continueToken ? { continue: continueToken } : {});
