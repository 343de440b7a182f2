import { StatusError } from '../errors/status-error.ts';
import type { Attributes } from './attributes.ts';

/** The 403 of a request that no rule allows. `reason` is the authorizer's, shown where it isn't empty. */
export function forbiddenError(attributes: Attributes, { reason }: { readonly reason: string }): StatusError {
  const what = withoutMarkup(describe(attributes));
  const why = reason === '' ? what : `${what}: ${reason}`;
  if (attributes.kind === 'nonResource') return new StatusError(403, 'Forbidden', `forbidden: ${why}`, {});
  const { group, resource, name } = attributes;
  const printed = group === '' ? resource : `${resource}.${group}`;
  return new StatusError(403, 'Forbidden', `${printed}${name && ` ${JSON.stringify(name)}`} is forbidden: ${why}`, {
    ...(name && { name }),
    ...(group && { group }),
    ...(resource && { kind: resource }),
  });
}

function describe(attributes: Attributes): string {
  const who = `User ${JSON.stringify(attributes.user.name)} cannot ${attributes.verb}`;
  if (attributes.kind === 'nonResource') return `${who} path ${JSON.stringify(attributes.path)}`;
  const { resource, subresource, group, namespace } = attributes;
  const what = JSON.stringify(subresource === '' ? resource : `${resource}/${subresource}`);
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`;
  return `${who} resource ${what} in API group ${JSON.stringify(group)} ${where}`;
}

/** Paths come from the client; an answer opened in a browser must not carry their markup. */
const withoutMarkup = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
