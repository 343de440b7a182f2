import type { Facts, KindFacts } from './kind-facts.ts';
import type { SchemaFacts } from './schema-facts.ts';

/** TypeScript of primitives that OpenAPI names as types of their own. */
const primitives: Readonly<Record<string, string>> = {
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 'string',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'string',
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': 'FieldsV1',
  'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta': 'MetadataInput',
  'io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference': 'OwnerReference',
  'io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta': 'ListMeta',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Condition': 'Condition',
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'string',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'number | string',
  'io.k8s.apimachinery.pkg.runtime.RawExtension': 'JsonObject',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON': 'JsonValue',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps': 'StructuralSchema',
};

/** What differs between the packages that generated types are for. */
export interface ModuleSettings {
  /** First line of every file. */
  readonly header: string;
  /** TypeScript of further schemas, by name. */
  readonly primitives?: Readonly<Record<string, string>>;
  /** The lines that import types of `@capstan/schema`. */
  importShared(names: readonly string[]): readonly string[];
}

const shared = [
  'Condition',
  'FieldsV1',
  'JsonObject',
  'JsonValue',
  'ListMeta',
  'MetadataInput',
  'ObjectMeta',
  'OwnerReference',
  'StructuralSchema',
  'StructuredLabelSelector',
];
const sharedFrom: Readonly<Record<string, string>> = {
  JsonObject: 'structural-schema',
  JsonValue: 'structural-schema',
  StructuralSchema: 'structural-schema',
};

/** Kinds whose short name another group has too. */
const exportedNames: Readonly<Record<string, string>> = { 'events.k8s.io/v1/Event': 'EventsV1Event' };

/** Files of `packages/schema/src/generated`, by name: one of types per API package, and `kinds.ts` with the constants. */
export function typeModules(facts: Facts): Readonly<Record<string, string>> {
  const reached = reachable(facts);
  const modules = Map.groupBy(reached, moduleOf);
  const files: Record<string, string> = {};
  for (const [module, names] of [...modules].sort(([a], [b]) => (a < b ? -1 : 1)))
    files[`${module}.ts`] = moduleText(module, names, facts, { header, importShared });
  files['kinds.ts'] = kindsText(facts);
  return files;
}

/** Every schema that a kind or the kind of a subresource reaches, but for primitives. */
function reachable({ schemas, kinds }: Facts): readonly string[] {
  const seen = new Set<string>();
  const visit = (schema: SchemaFacts | undefined) => {
    if (!schema) return;
    if (schema.$ref && !(schema.$ref in primitives) && !seen.has(schema.$ref)) {
      seen.add(schema.$ref);
      visit(schemas[schema.$ref]);
    }
    for (const property of Object.values(schema.properties ?? {})) visit(property);
    visit(schema.items);
    if (typeof schema.additionalProperties === 'object') visit(schema.additionalProperties);
  };
  for (const { versions } of kinds) for (const { schema } of versions) visit({ $ref: schema });
  for (const name of subresourceSchemas) visit({ $ref: name });
  return [...seen].sort();
}

/** Bodies of subresources, which have no resource of their own. */
const subresourceSchemas = [
  'io.k8s.api.authentication.v1.TokenRequest',
  'io.k8s.api.autoscaling.v1.Scale',
  'io.k8s.api.policy.v1.Eviction',
];

/** `io.k8s.api.core.v1.Pod` → `core-v1`. */
export const moduleOf = (name: string) => name.split('.').slice(-3, -1).join('-');
export const localName = (name: string) => name.split('.').at(-1) ?? name;

/** The file of one API package: an interface for each of the named schemas. */
export function moduleText(
  module: string,
  names: readonly string[],
  facts: Pick<Facts, 'kinds' | 'schemas'>,
  settings: ModuleSettings,
): string {
  const imports = new Set<string>();
  const sharedUsed = new Set<string>();
  const reference = (name: string): string => {
    const primitive = primitives[name] ?? settings.primitives?.[name];
    if (primitive) {
      if (shared.includes(primitive)) sharedUsed.add(primitive);
      return primitive;
    }
    if (moduleOf(name) === module) return localName(name);
    imports.add(moduleOf(name));
    return `${namespaceOf(moduleOf(name))}.${localName(name)}`;
  };
  const topLevel = new Map(
    facts.kinds.flatMap((kind) => kind.versions.map(({ schema, version }) => [schema, { kind, version }] as const)),
  );
  const bodies = names.map((name) => {
    const kind = topLevel.get(name);
    if (kind) sharedUsed.add('ObjectMeta');
    return interfaceText(name, facts.schemas[name] ?? {}, reference, kind && { ...kind.kind, version: kind.version });
  });
  const moduleImports = [...imports].sort().map((other) => `import type * as ${namespaceOf(other)} from './${other}.ts';`);
  const lines = [...settings.importShared([...sharedUsed].sort()), ...moduleImports];
  return `${settings.header}${lines.join('\n')}\n\n${bodies.join('\n')}`;
}

const importShared = (names: readonly string[]): readonly string[] =>
  [...Map.groupBy(names, (name) => sharedFrom[name] ?? 'object-meta')]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, types]) => `import type { ${types.join(', ')} } from '../${file}.ts';`);

const header = '// Generated from the OpenAPI documents of kube-apiserver by scripts/generate; do not edit.\n';
export const namespaceOf = (module: string) => module.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

function interfaceText(
  name: string,
  schema: SchemaFacts,
  reference: (name: string) => string,
  kind: { readonly group: string; readonly kind: string; readonly version: string } | undefined,
): string {
  if (!schema.properties) return `export type ${localName(name)} = ${typeText(schema, reference)};\n`;
  const lines = Object.entries(schema.properties).map(([key, property]) => {
    if (kind && key === 'apiVersion')
      return `  readonly apiVersion: '${kind.group === '' ? '' : `${kind.group}/`}${kind.version}';`;
    if (kind && key === 'kind') return `  readonly kind: '${kind.kind}';`;
    if (kind && key === 'metadata') return '  readonly metadata: ObjectMeta;';
    return `  ${propertyText(key, property, schema, reference)};`;
  });
  return `export interface ${localName(name)} {\n${lines.join('\n')}\n}\n`;
}

function propertyText(
  key: string,
  property: SchemaFacts,
  { required }: SchemaFacts,
  reference: (name: string) => string,
): string {
  const printed = /^[A-Za-z_$][\w$]*$/.test(key) ? key : `'${key}'`;
  const type = typeText(property, reference);
  return required?.includes(key) ? `readonly ${printed}: ${type}` : `readonly ${printed}?: ${type} | undefined`;
}

function typeText(schema: SchemaFacts, reference: (name: string) => string): string {
  if (schema.$ref) return reference(schema.$ref);
  if (schema['x-kubernetes-int-or-string']) return 'number | string';
  if (schema.enum) return schema.enum.map((value) => `'${String(value)}'`).join(' | ');
  if (schema.type === 'array') {
    const item = typeText(schema.items ?? {}, reference);
    return `readonly ${/[|' ]/.test(item) ? `(${item})` : item}[]`;
  }
  if (schema.type === 'integer' || schema.type === 'number') return 'number';
  if (schema.type === 'boolean' || schema.type === 'string') return schema.type;
  if (schema.properties) {
    const fields = Object.entries(schema.properties).map(([key, property]) => propertyText(key, property, schema, reference));
    return `{ ${fields.join('; ')} }`;
  }
  if (typeof schema.additionalProperties === 'object')
    return `{ readonly [key: string]: ${typeText(schema.additionalProperties, reference)} }`;
  return schema.type === 'object' ? '{ readonly [key: string]: unknown }' : 'unknown';
}

function kindsText({ kinds }: Facts): string {
  const modules = new Set(['authentication-v1', 'autoscaling-v1', 'policy-v1']);
  const constants: string[] = [];
  for (const kind of kinds) {
    for (const version of kind.versions) {
      modules.add(moduleOf(version.schema));
      constants.push(constantText(kind, version.version, version.schema));
    }
  }
  const imports = [...modules].sort().map((module) => `import type * as ${namespaceOf(module)} from './${module}.ts';`);
  const bodies = ['TokenRequest', 'Scale', 'Eviction'].map((name) => {
    const schema = subresourceSchemas.find((candidate) => localName(candidate) === name) ?? '';
    return `export type ${name} = ${namespaceOf(moduleOf(schema))}.${name};\n`;
  });
  return `${header}import { builtIn, type BuiltIn } from '../built-in.ts';\n${imports.join('\n')}\n\n${constants.join('\n')}\n${bodies.join('\n')}`;
}

function constantText({ group, kind, plural, scope }: KindFacts, version: string, schema: string): string {
  const name = exportedNames[`${group}/${version}/${kind}`] ?? kind;
  return [
    `export type ${name} = ${namespaceOf(moduleOf(schema))}.${localName(schema)};`,
    `export const ${name}: BuiltIn<${name}> = builtIn({ group: '${group}', version: '${version}', kind: '${kind}', plural: '${plural}', scope: '${scope}' });`,
    '',
  ].join('\n');
}
