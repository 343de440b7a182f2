import type { Status, StatusReason } from '@capstan/schema';
import type { CallRequest, CallTarget } from './call-request.ts';

export interface Refusal {
  readonly reason: StatusReason;
  readonly request: CallRequest;
  readonly status: Status | undefined;
  readonly message: string;
}

/** What the reader of a refusal can do about it. */
export function answerHint({ reason, request, status, message }: Refusal): string | undefined {
  const causes = status?.details?.causes ?? [];
  switch (reason) {
    case 'Unauthorized':
      return 'The server does not accept these credentials: they have expired, or are for another server. Renew them.';
    case 'Forbidden':
      return causes.some((cause) => cause.reason === 'NamespaceTerminating')
        ? 'The namespace is being deleted; wait until it is gone, then create it again.'
        : forbiddenHint(request.target);
    case 'Conflict':
      return conflictHint(
        causes.some((cause) => cause.reason === 'FieldManagerConflict'),
        request.target,
      );
    case 'AlreadyExists':
      return 'Apply it instead, which creates or changes it.';
    case 'NotFound':
      return notFoundHint(status, request.target);
    case 'RequestEntityTooLarge':
      return 'Split the object, or keep large contents elsewhere.';
    case 'Invalid':
      return request.contentType === 'application/json-patch+json' && causes.length === 0
        ? 'A test of the patch does not hold, or a path of it does not exist; read the object again.'
        : undefined;
    case 'BadRequest':
      if (message.includes('HTTP request to an HTTPS server')) return 'Write https:// in front of the server.';
      return message.includes('strict decoding error') ? "Correct the fields, or pass fieldValidation: 'Warn'." : undefined;
    default:
      return undefined;
  }
}

function forbiddenHint({ verb, resource, namespace, subresource }: CallTarget): string {
  if (!resource) return 'Grant the right with a ClusterRole for this path and a binding.';
  const group = resource.group === '' ? '' : `.${resource.group}`;
  const part = subresource === undefined ? '' : ` --subresource=${subresource}`;
  const inNamespace = resource.scope === 'Namespaced' && namespace !== undefined;
  const roles = inNamespace ? 'a Role and a RoleBinding' : 'a ClusterRole and a ClusterRoleBinding';
  const where = inNamespace ? ` -n ${namespace}` : resource.scope === 'Namespaced' ? ' -A' : '';
  return `Grant the right with ${roles}; ask with: kubectl auth can-i ${verb} ${resource.plural}${group}${part}${where}`;
}

function conflictHint(betweenManagers: boolean, { verb }: CallTarget): string {
  if (betweenManagers) return 'Leave these fields to their manager, or apply with force: true to take them over.';
  if (verb === 'delete') return 'It is another object by now; read it again and decide anew.';
  return 'The object changed meanwhile; read it again and repeat the change.';
}

function notFoundHint(status: Status | undefined, { resource, verb }: CallTarget): string | undefined {
  const { name, kind } = status?.details ?? {};
  if (name === undefined) {
    return resource?.group.includes('.') === true
      ? `Is its CustomResourceDefinition ${resource.plural}.${resource.group} installed, and ${resource.version} served?`
      : 'Check group and version against what the server serves: kubectl api-resources.';
  }
  if (kind === 'namespaces' && resource?.plural !== 'namespaces') return `Create the namespace ${name} first.`;
  return verb === 'patch' || verb === 'update' ? 'Create it first, or apply it.' : undefined;
}
