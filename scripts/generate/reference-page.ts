import type { DefinedResource, PrinterColumn } from '@capstan/schema';
import { fieldsOf, rulesOf } from './reference-fields.ts';

/** A table of Markdown; columns that are empty in all rows are left out. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const used = head.map((_, column) => rows.some((row) => row[column] !== ''));
  const line = (cells: readonly string[]) => `| ${cells.filter((_, column) => used[column]).join(' | ')} |`;
  const escaped = (cell: string) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ');
  return [line(head), line(head.map(() => '---')), ...rows.map((row) => line(row.map(escaped)))].join('\n');
}

const code = (text: string) => (text === '' ? '' : `\`${text}\``);

/** The page of a kind, in Markdown, from nothing but its definition. */
export function referencePage(resource: DefinedResource): string {
  const { group, version, kind, scope, plural, shortNames, categories, schema } = resource;
  const names = [plural, ...shortNames].map(code).join(', ');
  const listed = categories.length > 0 ? `; listed with ${categories.map(code).join(', ')}` : '';
  const sections = [
    `# ${kind}`,
    ...(schema.description === undefined ? [] : [schema.description]),
    `${code(`${group}/${version}`)}, ${scope === 'Namespaced' ? 'in a namespace' : 'for the whole cluster'}. kubectl knows it as ${names}${listed}.`,
    ...section('spec', resource),
    ...section('status', resource),
    ...conditions(resource),
    ...columns(resource),
  ];
  return `<!-- Made from the definition by 'npm run generate:reference'; changes here are lost. -->\n${sections.join('\n\n')}\n`;
}

/** Fields that a definition says nothing about. What conditions have is the same everywhere. */
export function undescribedIn({ schema }: DefinedResource): readonly string[] {
  const parts = (['spec', 'status'] as const).flatMap((name) => fieldsOf(schema.properties?.[name] ?? {}, name));
  return parts
    .filter(({ path, description }) => description === '' && !path.startsWith('status.conditions'))
    .map(({ path }) => path);
}

function section(name: 'spec' | 'status', { schema }: DefinedResource): readonly string[] {
  const part = schema.properties?.[name];
  if (!part) return [];
  const fields = fieldsOf(part).filter(({ path }) => !path.startsWith('conditions'));
  const rules = rulesOf(part);
  const rows = fields.map((field) => [
    `${code(field.path)}${field.isRequired && name === 'spec' ? ' (required)' : ''}`,
    field.type,
    code(field.default),
    field.limits,
    field.description,
  ]);
  const ruled = rules.map(({ path, rule, message }) => [code(path === '' ? name : path), code(rule), message]);
  return [
    `## ${name}`,
    ...(rows.length > 0 ? [table(['field', 'type', 'default', 'limits', 'what it says'], rows)] : []),
    ...(ruled.length > 0
      ? ['Rules that the API server checks beside these limits:', table(['of', 'rule', 'otherwise it answers'], ruled)]
      : []),
  ];
}

function conditions({ conditions: types }: DefinedResource): readonly string[] {
  const rows = Object.entries(types).map(([type, reasons]) => [code(type), reasons.map(code).join(', ')]);
  return rows.length > 0 ? ['## Conditions', table(['type', 'reasons'], rows)] : [];
}

function columns(resource: DefinedResource): readonly string[] {
  const [version] = (resource.crd().spec['versions'] ?? []) as unknown as readonly Version[]; // as `crd()` made it
  const rows = (version?.additionalPrinterColumns ?? []).map(({ name, jsonPath, priority = 0 }) => [
    name,
    code(jsonPath),
    priority > 0 ? 'only with `-o wide`' : '',
  ]);
  return rows.length > 0 ? ['## What `kubectl get` shows', table(['column', 'from', 'when'], rows)] : [];
}

interface Version {
  readonly additionalPrinterColumns?: readonly PrinterColumn[];
}
