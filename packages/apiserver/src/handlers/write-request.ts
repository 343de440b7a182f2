import { badRequest } from '../errors/status-error.ts';
import type { WriteOptions } from '../request/write-options.ts';
import type { MutableObject } from '../resources/served-kind.ts';
import type { Target, WriteContext } from '../verbs/object-verbs.ts';
import type { ResourceRequest } from './handler-context.ts';

/** The namespace in which the object lives: a Namespace itself lives in none, although its path names one. */
export const namespaceOf = ({ kind, info }: ResourceRequest): string => (kind.scope === 'Namespaced' ? info.namespace : '');

export function targetOf(request: ResourceRequest, name: string = request.info.name): Target {
  const { kind, version, info } = request;
  return { kind, version, namespace: namespaceOf(request), name, subresource: info.subresource };
}

export function writeContextOf({ user, warnings }: ResourceRequest, options: Omit<WriteOptions, 'force'>): WriteContext {
  const { fieldManager, dryRun, fieldValidation } = options;
  return { user, fieldManager, dryRun, fieldValidation, warn: (text) => void warnings.add(text) };
}

/** An object's own name and namespace must be those of the URL, where it says them. */
export function checkNames({ metadata }: MutableObject, request: ResourceRequest): void {
  const { name } = request.info;
  if (name !== '' && !metadata.name) {
    throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  }
  if (name !== '' && metadata.name !== name) {
    throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
  }
  checkNamespace(metadata, request);
}

/** Of a cluster-scoped object a namespace is dropped. */
export function checkNamespace(metadata: MutableObject['metadata'], request: ResourceRequest): void {
  if (request.kind.scope === 'Cluster') delete metadata.namespace;
  if (metadata.namespace && metadata.namespace !== request.info.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
}
