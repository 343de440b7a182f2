import type { StructuralSchema } from '@capstan/schema';
import type { UpstreamCrd } from './cluster-api-crds.ts';
import type { KindFacts } from './kind-facts.ts';
import type { SchemaFacts } from './schema-facts.ts';
import { ShapeNames } from './shape-names.ts';
import { moduleOf, moduleText, namespaceOf } from './type-modules.ts';

/** In the order in which a shape that several groups use is looked for. */
const groups: Readonly<Record<string, string>> = {
  'cluster.x-k8s.io': 'cluster',
  'addons.cluster.x-k8s.io': 'addons',
  'ipam.cluster.x-k8s.io': 'ipam',
  'runtime.cluster.x-k8s.io': 'runtime',
  'bootstrap.cluster.x-k8s.io': 'bootstrap',
  'controlplane.cluster.x-k8s.io': 'controlplane',
  'infrastructure.cluster.x-k8s.io': 'infrastructure',
  'clusterctl.cluster.x-k8s.io': 'clusterctl',
};

const header = '// Generated from the CustomResourceDefinitions of Cluster API by scripts/generate; do not edit.\n';
const primitives = { LabelSelector: 'StructuredLabelSelector' };
const importShared = (names: readonly string[]) => [`import type { ${names.join(', ')} } from '@capstan/schema';`];

/** Files with the types of the version that is stored (`kinds.ts` has the constants), and of v1beta1 beside it. */
export function clusterApiTypes(crds: readonly UpstreamCrd[]): Readonly<Record<string, string>> {
  return {
    ...versionFiles(crds, {
      file: 'kinds.ts',
      pick: ({ spec }) => spec.versions.find(({ storage }) => storage)?.name,
      constant: ['apiKind', 'ApiKind', '../api/api-kind.ts'],
    }),
    ...versionFiles(crds, {
      file: 'kinds-v1beta1.ts',
      pick: ({ spec }) => spec.versions.find(({ name }) => name === 'v1beta1')?.name,
      constant: ['olderKind', 'OlderKind', '../api/older-kind.ts'],
    }),
  };
}

interface VersionChoice {
  readonly file: string;
  pick(crd: UpstreamCrd): string | undefined;
  /** Name of the function that makes a constant, of its type, and their module. */
  readonly constant: readonly [make: string, type: string, from: string];
}

function versionFiles(crds: readonly UpstreamCrd[], { file, pick, constant }: VersionChoice): Record<string, string> {
  const shapes = new ShapeNames();
  const kinds: KindFacts[] = [];
  const order = Object.keys(groups);
  for (const crd of [...crds].sort((a, b) => order.indexOf(a.spec.group) - order.indexOf(b.spec.group))) {
    const version = pick(crd);
    const schema = crd.spec.versions.find(({ name }) => name === version)?.schema.openAPIV3Schema;
    if (!version || !schema) continue;
    const { group, scope, names } = crd.spec;
    const name = `${groups[group] ?? group}.${version}.${names.kind}`;
    shapes.addKind(name, kindSchema(schema));
    const facts = { group, kind: names.kind, plural: names.plural, singular: names.kind.toLowerCase(), scope };
    kinds.push({ ...facts, versions: [{ version, schema: name, verbs: [] }] });
  }
  const schemas = shapes.schemas();
  const files: Record<string, string> = {};
  for (const [module, names] of Map.groupBy(Object.keys(schemas), moduleOf))
    files[`${module}.ts`] = moduleText(module, names.sort(), { kinds, schemas }, { header, primitives, importShared });
  files[file] = kindsText(kinds, constant);
  return files;
}

/** A whole object, with what every object has in front. */
const kindSchema = (schema: StructuralSchema): SchemaFacts => {
  const { apiVersion = {}, kind = {}, metadata = {}, ...rest } = schema.properties ?? {};
  // The schema's types and the facts' differ in what they say of keywords that types have no use for.
  return { ...schema, properties: { apiVersion, kind, metadata, ...rest } } as unknown as SchemaFacts;
};

function kindsText(kinds: readonly KindFacts[], [make, type, from]: VersionChoice['constant']): string {
  const modules = new Set<string>();
  const constants = kinds.flatMap(({ group, kind, plural, scope, versions }) =>
    versions.map(({ version, schema }) => {
      modules.add(moduleOf(schema));
      const facts = `group: '${group}', version: '${version}', kind: '${kind}', plural: '${plural}', scope: '${scope}'`;
      return `export type ${kind} = ${namespaceOf(moduleOf(schema))}.${kind};\nexport const ${kind}: ${type}<${kind}> = ${make}({ ${facts} });\n`;
    }),
  );
  const imports = [...modules].sort().map((module) => `import type * as ${namespaceOf(module)} from './${module}.ts';`);
  return `${header}import { ${make}, type ${type} } from '${from}';\n${imports.join('\n')}\n\n${constants.join('\n')}`;
}
