import type { ServedResource } from '../discovery/api-resources.ts';
import { kubernetesVersion } from '../resources/built-in-kinds.ts';
import { resourceSchemas } from './group-version-document.ts';
import { SchemaComponents } from './schema-components.ts';

/** The OpenAPI v2 document: definitions of all kinds, for clients that read it as JSON. */
export function swaggerDocument(resources: readonly ServedResource[]): object {
  const components = new SchemaComponents('#/definitions/');
  for (const resource of resources) resourceSchemas(components, resource);
  return {
    swagger: '2.0',
    info: { title: 'Kubernetes', version: kubernetesVersion() },
    paths: {},
    definitions: components.toObject(),
  };
}
