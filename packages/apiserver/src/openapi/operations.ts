import { isOwn, type ServedResource, type Subresource, subresourcesOf } from '../discovery/api-resources.ts';
import type { GroupVersionKind, PublishedSchema } from './schema-components.ts';

/** References to the schemas that a resource's operations take and answer. */
export interface ResourceSchemas {
  readonly object: PublishedSchema;
  readonly list: PublishedSchema;
  readonly deleteOptions: PublishedSchema;
  readonly status: PublishedSchema;
  readonly patch: PublishedSchema;
  /** Of what a subresource takes. */
  subresource(kind: GroupVersionKind): PublishedSchema;
}

type Operation = Readonly<Record<string, unknown>>;
type PathItem = Readonly<Record<string, unknown>>;

const query = (name: string, type = 'string') => ({ name, in: 'query', schema: { type, uniqueItems: true } });
const inPath = (name: string) => ({ name, in: 'path', required: true, schema: { type: 'string', uniqueItems: true } });
const pretty = query('pretty');
const writeParameters = [query('dryRun'), query('fieldManager'), query('fieldValidation')];
const patchParameters = [...writeParameters, query('force', 'boolean')];
const deleteParameters = [
  query('dryRun'),
  query('gracePeriodSeconds', 'integer'),
  query('orphanDependents', 'boolean'),
  query('propagationPolicy'),
];
const listParameters = [
  query('allowWatchBookmarks', 'boolean'),
  query('continue'),
  query('fieldSelector'),
  query('labelSelector'),
  query('limit', 'integer'),
  query('resourceVersion'),
  query('resourceVersionMatch'),
  query('sendInitialEvents', 'boolean'),
  query('timeoutSeconds', 'integer'),
  query('watch', 'boolean'),
];
const patchTypes = ['application/apply-patch+yaml', 'application/json-patch+json', 'application/merge-patch+json'];
const strategicPatch = 'application/strategic-merge-patch+json';

/** The paths of a resource with their operations. */
export function resourcePaths(resource: ServedResource, schemas: ResourceSchemas): readonly (readonly [string, PathItem])[] {
  const { kind, version } = resource;
  const root = kind.group === '' ? `/api/${version.version}` : `/apis/${kind.group}/${version.version}`;
  const namespaced = kind.scope === 'Namespaced';
  const parameters = [...(namespaced ? [inPath('namespace')] : []), pretty];
  const base = namespaced ? `${root}/namespaces/{namespace}/${kind.plural}` : `${root}/${kind.plural}`;
  const named = [inPath('name'), ...parameters];
  const everywhere: (readonly [string, PathItem])[] =
    namespaced && version.verbs.includes('list')
      ? [[`${root}/${kind.plural}`, { ...allNamespaces(resource, schemas), parameters: [...listParameters, pretty] }]]
      : [];
  const object = objectOperations(resource, schemas);
  return [
    ...everywhere,
    [base, { ...collectionOperations(resource, schemas), parameters }],
    ...(Object.keys(object).length > 0 ? [[`${base}/{name}`, { ...object, parameters: named }] as const] : []),
    ...subresourcesOf(resource).map(
      (subresource) =>
        [
          `${base}/{name}/${subresource.name}`,
          { ...subresourceOperations(resource, subresource, schemas), parameters: named },
        ] as const,
    ),
  ];
}

const ownKind = ({ kind, version }: ServedResource): GroupVersionKind => ({
  group: kind.group,
  version: version.version,
  kind: kind.kind,
});

/** `AppsV1`, `RbacAuthorizationV1`, `ExIoV1`. */
function operationPrefix({ kind, version }: ServedResource): string {
  const group = kind.group === '' ? 'core' : kind.group.replace(/\.k8s\.io$/, '');
  return [...group.split(/[.-]/), version.version].map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

const scopeWord = ({ kind }: ServedResource) => (kind.scope === 'Namespaced' ? 'Namespaced' : '');

interface Details {
  readonly id: string;
  readonly action: string;
  readonly parameters?: readonly object[];
  readonly body?: PublishedSchema | undefined;
  readonly bodyTypes?: readonly string[];
  readonly answer: PublishedSchema;
  readonly codes?: readonly string[];
  readonly gvk?: GroupVersionKind;
}

function operation(resource: ServedResource, details: Details): Operation {
  const { id, action, parameters, body, bodyTypes = ['application/json', 'application/yaml'], answer, codes = ['200'] } = details;
  const content = (types: readonly string[], schema: PublishedSchema) =>
    Object.fromEntries(types.map((type) => [type, { schema }]));
  const answers = codes.map((code) => [
    code,
    {
      description: code === '201' ? 'Created' : code === '202' ? 'Accepted' : 'OK',
      content: content(['application/json', 'application/yaml'], answer),
    },
  ]);
  return {
    operationId: id,
    ...(parameters && { parameters }),
    ...(body && { requestBody: { content: content(bodyTypes, body), required: true } }),
    responses: { ...Object.fromEntries(answers), 401: { description: 'Unauthorized' } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': details.gvk ?? ownKind(resource),
  };
}

function allNamespaces(resource: ServedResource, { list }: ResourceSchemas): PathItem {
  const id = `list${operationPrefix(resource)}${resource.kind.kind}ForAllNamespaces`;
  return { get: operation(resource, { id, action: 'list', answer: list }) };
}

function collectionOperations(resource: ServedResource, { object, list, deleteOptions, status }: ResourceSchemas): PathItem {
  const { verbs } = resource.version;
  const name = `${scopeWord(resource)}${resource.kind.kind}`;
  const prefix = operationPrefix(resource);
  return {
    ...(verbs.includes('list') && {
      get: operation(resource, { id: `list${prefix}${name}`, action: 'list', parameters: listParameters, answer: list }),
    }),
    ...(verbs.includes('create') && {
      post: operation(resource, {
        id: `create${prefix}${name}`,
        action: 'post',
        parameters: writeParameters,
        body: object,
        answer: object,
        codes: ['200', '201', '202'],
      }),
    }),
    ...(verbs.includes('deletecollection') && {
      delete: operation(resource, {
        id: `delete${prefix}Collection${name}`,
        action: 'deletecollection',
        parameters: [...listParameters, ...deleteParameters],
        body: deleteOptions,
        answer: status,
      }),
    }),
  };
}

function objectOperations(resource: ServedResource, schemas: ResourceSchemas): PathItem {
  const { verbs } = resource.version;
  const name = `${operationPrefix(resource)}${scopeWord(resource)}${resource.kind.kind}`;
  const { deleteOptions, status, object } = schemas;
  return {
    ...readAndWrite(resource, { verbs, name, object, schemas }),
    ...(verbs.includes('delete') && {
      delete: operation(resource, {
        id: `delete${name}`,
        action: 'delete',
        parameters: deleteParameters,
        body: deleteOptions,
        answer: status,
        codes: ['200', '202'],
      }),
    }),
  };
}

function subresourceOperations(resource: ServedResource, subresource: Subresource, schemas: ResourceSchemas): PathItem {
  const { kind, version } = resource;
  const suffix = subresource.name.charAt(0).toUpperCase() + subresource.name.slice(1);
  const name = `${operationPrefix(resource)}${scopeWord(resource)}${kind.kind}${suffix}`;
  const own = isOwn(subresource, kind, version);
  // A custom kind's scale is of the kind itself, as far as documents go.
  const gvk = own || kind.custom ? ownKind(resource) : subresource;
  const object = own && subresource.kind === kind.kind ? schemas.object : schemas.subresource(subresource);
  const { verbs } = subresource;
  return {
    ...readAndWrite(resource, { verbs, name, object, schemas, gvk: { group: gvk.group, version: gvk.version, kind: gvk.kind } }),
    ...(verbs.includes('create') && {
      post: operation(resource, {
        id: `create${name}`,
        action: 'post',
        parameters: writeParameters,
        body: object,
        answer: object,
        codes: ['200', '201', '202'],
        gvk: { group: gvk.group, version: gvk.version, kind: subresource.kind },
      }),
    }),
  };
}

interface Writable {
  readonly verbs: readonly string[];
  readonly name: string;
  readonly object: PublishedSchema;
  readonly schemas: ResourceSchemas;
  readonly gvk?: GroupVersionKind;
}

function readAndWrite(resource: ServedResource, { verbs, name, object, schemas, gvk }: Writable): PathItem {
  const about = gvk ? { gvk } : {};
  const codes = ['200', '201'];
  return {
    ...(verbs.includes('get') && { get: operation(resource, { id: `read${name}`, action: 'get', answer: object, ...about }) }),
    ...(verbs.includes('update') && {
      put: operation(resource, {
        id: `replace${name}`,
        action: 'put',
        parameters: writeParameters,
        body: object,
        answer: object,
        codes,
        ...about,
      }),
    }),
    ...(verbs.includes('patch') && {
      patch: operation(resource, {
        id: `patch${name}`,
        action: 'patch',
        parameters: patchParameters,
        body: schemas.patch,
        // A client-side apply patches strategically where it finds that type here; custom kinds have no such patches.
        bodyTypes: resource.kind.custom ? patchTypes : [...patchTypes, strategicPatch],
        answer: object,
        codes,
        ...about,
      }),
    }),
  };
}
