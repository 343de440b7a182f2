import type { Tags, YAMLError } from 'yaml';

/** A YAML text as a value, and which keys stand in it twice, as `line 5: key "a" already set in map`. */
export interface ParsedYaml {
  readonly value: unknown;
  readonly duplicates: readonly string[];
}

/** Text that is not YAML. The message is worded as Kubernetes words it. */
export class YamlSyntaxError extends Error {
  override readonly name = 'YamlSyntaxError';
}

/** Parses one YAML document. The parser is loaded when the first YAML comes: most servers never see any. */
export async function parseYaml(bytes: Buffer): Promise<ParsedYaml> {
  const { isMap, isScalar, LineCounter, parseDocument, visit } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(bytes.toString(), { uniqueKeys: false, lineCounter: lines, version: '1.1', customTags });
  const [error] = document.errors;
  if (error) throw new YamlSyntaxError(`yaml: ${described(error)}`);
  const found: { readonly line: number; readonly text: string }[] = [];
  visit(document, {
    Map(_key, map) {
      if (!isMap(map)) return;
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const line = key.range ? lines.linePos(key.range[0]).line : 0;
        if (seen.has(key.value)) found.push({ line, text: `line ${line}: key ${JSON.stringify(key.value)} already set in map` });
        seen.add(key.value);
      }
    },
  });
  const duplicates = found.toSorted((a, b) => a.line - b.line).map(({ text }) => text);
  return { value: document.toJS({ maxAliasCount: 100 }) as unknown, duplicates };
}

/** YAML 1.1 as Go reads it: `on` is a boolean and 0644 octal, but `22:22` and dates are strings. */
const customTags = (tags: Tags): Tags =>
  tags.filter(
    (tag) => typeof tag === 'string' || (!('format' in tag && tag.format === 'TIME') && !tag.tag.endsWith(':timestamp')),
  );

const messages: Readonly<Record<string, string>> = {
  BAD_INDENT: 'did not find expected key',
  MISSING_CHAR: 'did not find expected node content',
  UNEXPECTED_TOKEN: 'did not find expected node content',
  TAB_AS_INDENT: 'found character that cannot start any token',
  MULTILINE_IMPLICIT_KEY: 'mapping values are not allowed in this context',
  BLOCK_AS_IMPLICIT_KEY: 'mapping values are not allowed in this context',
};

/** Go's scanner counts lines from one, its parser from nought, and neither tells the first. */
function described({ code, message, linePos }: YAMLError): string {
  if (message.startsWith('Flow ')) return `line ${(linePos?.[1] ?? linePos?.[0])?.line ?? 1}: did not find expected node content`;
  const what = messages[code] ?? message.split('\n', 1)[0] ?? code;
  const line = (linePos?.[0].line ?? 1) - 1;
  return line === 0 ? what : `line ${scannerErrors.has(code) ? line + 1 : line}: ${what}`;
}

const scannerErrors: ReadonlySet<string> = new Set(['MULTILINE_IMPLICIT_KEY', 'BLOCK_AS_IMPLICIT_KEY', 'TAB_AS_INDENT']);
