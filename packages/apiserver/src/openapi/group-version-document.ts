import type { ServedResource } from '../discovery/api-resources.ts';
import { builtInSchema, kubernetesVersion, schemaName } from '../resources/built-in-kinds.ts';
import { addCustomSchemas } from './custom-schema.ts';
import { type ResourceSchemas, resourcePaths } from './operations.ts';
import { type GroupVersionKind, type PublishedSchema, SchemaComponents } from './schema-components.ts';

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1';

/** The OpenAPI v3 document of one group and version. */
export function groupVersionDocument(resources: readonly ServedResource[]): object {
  const components = new SchemaComponents('#/components/schemas/');
  const paths = resources.flatMap((resource) => resourcePaths(resource, resourceSchemas(components, resource)));
  const custom = resources.every(({ kind }) => kind.custom);
  return {
    openapi: '3.0.0',
    info: custom ? { title: 'Kubernetes CRD Swagger', version: 'v0.1.0' } : { title: 'Kubernetes', version: shortVersion() },
    paths: Object.fromEntries(paths.toSorted(([a], [b]) => (a < b ? -1 : 1))),
    components: { schemas: components.toObject() },
  };
}

/** `1.36` of `v1.36.3`. */
const shortVersion = () => kubernetesVersion().replace(/^v(\d+\.\d+).*$/, '$1');

/** Enters everything that a resource's operations refer to. */
export function resourceSchemas(components: SchemaComponents, { kind, version }: ServedResource): ResourceSchemas {
  const gvk = (name: string): GroupVersionKind => ({ group: kind.group, version: version.version, kind: name });
  const [object, list] = kind.custom
    ? addCustomSchemas(components, kind, version).map((name) => components.ref(name))
    : builtInSchemas(components, schemaName(version.schema) ?? '', [gvk(kind.kind), gvk(kind.listKind)]);
  return {
    object: object ?? {},
    list: list ?? {},
    deleteOptions: components.addBuiltIn(`${meta}.DeleteOptions`, [gvk('DeleteOptions')]),
    status: components.addBuiltIn(`${meta}.Status`),
    patch: components.addBuiltIn(`${meta}.Patch`),
    subresource: (wanted) => subresourceSchema(components, wanted),
  };
}

function builtInSchemas(
  components: SchemaComponents,
  name: string,
  [objectKind, listKind]: readonly [GroupVersionKind, GroupVersionKind],
): readonly [PublishedSchema, PublishedSchema] {
  return [components.addBuiltIn(name, [objectKind]), components.addBuiltIn(`${name}List`, [listKind])];
}

/** Kinds that only subresources take. Options of connections (`exec`, `proxy`) have no schema. */
function subresourceSchema(components: SchemaComponents, wanted: GroupVersionKind): PublishedSchema {
  const group = wanted.group === '' ? 'core' : wanted.group.replace(/\.k8s\.io$/, '').split('.')[0];
  const name = `io.k8s.api.${group}.${wanted.version}.${wanted.kind}`;
  if (Object.keys(builtInSchema(name)).length === 0) return { type: 'string' };
  return components.addBuiltIn(name, [{ group: wanted.group, version: wanted.version, kind: wanted.kind }]);
}
