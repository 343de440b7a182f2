import { isJsonObject, pruneUnknown } from '@capstan/schema';
import { compileCustomResource } from '../custom-resources/compile-custom-resource.ts';
import { objectMetaSchema } from '../custom-resources/root-schema.ts';
import { badRequest, StatusError } from '../errors/status-error.ts';
import { apiVersionOf } from '../resources/api-version.ts';
import { schemaName } from '../resources/built-in-kinds.ts';
import type { KindRegistry, MutableObject, ServedKind, ServedVersion } from '../resources/served-kind.ts';
import { checkGoTypes } from './go-type-check.ts';
import { hasDuplicateKeys, jsonKeys } from './json-keys.ts';
import { JsonSyntaxError, parseJson } from './parse-json.ts';
import { YamlSyntaxError } from './parse-yaml.ts';

export interface DecodeContext {
  readonly kind: ServedKind;
  readonly version: ServedVersion;
  readonly fieldValidation: 'Ignore' | 'Warn' | 'Strict';
  readonly warn: (text: string) => void;
}

interface Body {
  readonly value: unknown;
  /** What strict decoding complains of besides unknown fields, in order with them. */
  readonly strictErrors: (unknown: readonly string[]) => readonly string[];
}

/** Reads the body of a POST or PUT: an object of this kind, pruned. Throws 400 or 415. */
export async function decodeObject(
  body: Buffer,
  contentType: string | undefined,
  context: DecodeContext,
  kinds: KindRegistry,
): Promise<MutableObject> {
  const { value, strictErrors } = await parseBody(body, contentType, context);
  const object = identified(value, body, context, kinds);
  const unknown = clean(object, context);
  report(strictErrors(unknown), context, (message) => cannotBeHandled(context, `strict decoding error: ${message}`));
  return object;
}

/** Types checked, unknown fields dropped, in place. Answers the paths of what was dropped. Throws 400 for a wrong type. */
export function clean(object: MutableObject, context: Pick<DecodeContext, 'kind' | 'version'>): readonly string[] {
  const { kind, version } = context;
  const unknown: string[] = [];
  const onUnknown = (path: string) => unknown.push(path);
  const schema = kind.custom ? metadataOnly(kind) : version.schema;
  const wrong = checkGoTypes(object, schema);
  if (wrong) throw cannotBeHandled(context, wrong);
  object.metadata ??= {};
  if (kind.custom) compileCustomResource(version).prune(object, onUnknown);
  else pruneUnknown(object, version.schema, { onUnknown });
  return unknown;
}

/** Warns of what strict decoding found, or throws, as the client wishes. */
export function report(
  errors: readonly string[],
  { fieldValidation, warn }: Pick<DecodeContext, 'fieldValidation' | 'warn'>,
  refuse: (message: string) => Error,
): void {
  if (errors.length === 0 || fieldValidation === 'Ignore') return;
  if (fieldValidation === 'Strict') throw refuse(errors.join(', '));
  for (const error of errors) warn(error);
}

export const unknownField = (path: string) => `unknown field "${path}"`;

const metadataOnly = ({ kind: _kind }: ServedKind) => ({ type: 'object', properties: { metadata: objectMetaSchema() } }) as const;

const cannotBeHandled = (
  { kind, version }: Pick<DecodeContext, 'kind' | 'version'>,
  why: string,
  sent: { kind?: string; version?: string } = {},
) =>
  badRequest(
    `${sent.kind ?? kind.kind} in version "${sent.version ?? version.version}" cannot be handled as a ${kind.kind}: ${why}`,
  );

async function parseBody(body: Buffer, contentType: string | undefined, { kind, version }: DecodeContext): Promise<Body> {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === '' || type === 'application/json') return parseJsonBody(body, kind);
  if (type === protobuf && !kind.custom) return parseProtobufBody(body, kind, version);
  if (type !== 'application/yaml') throw unsupportedMediaType(kind);
  const { parseYaml } = await import('./parse-yaml.ts');
  try {
    const { value, duplicates } = await parseYaml(body);
    const repeated = duplicates.length > 0 ? [`yaml: unmarshal errors:\n  ${duplicates.join('\n  ')}`] : [];
    return { value, strictErrors: (unknown) => [...repeated, ...unknown.map(unknownField)] };
  } catch (error) {
    if (!(error instanceof YamlSyntaxError)) throw error;
    throw unrecognized(kind, error.message, body);
  }
}

function parseJsonBody(body: Buffer, kind: ServedKind): Body {
  let value: unknown;
  try {
    value = parseJson(body);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw unrecognized(kind, `couldn't get version/kind; json parse error: ${error.message}`, body);
  }
  const duplicates = hasDuplicateKeys(body, value);
  return { value, strictErrors: (unknown) => (duplicates || unknown.length > 0 ? inOrder(body, unknown) : []) };
}

/** Duplicate and unknown fields in the order in which they stand in the text. */
function inOrder(body: Buffer, unknown: readonly string[]): readonly string[] {
  const dropped = new Set(unknown);
  return jsonKeys(body.toString()).flatMap(({ path, duplicate }) => {
    if (unknown.some((other) => path.startsWith(`${other}.`))) return []; // Go does not look into what it doesn't know
    if (duplicate) return [`duplicate field "${path}"`];
    return dropped.delete(path) ? [unknownField(path)] : [];
  });
}

const protobuf = 'application/vnd.kubernetes.protobuf';

async function parseProtobufBody(body: Buffer, kind: ServedKind, version: ServedVersion): Promise<Body> {
  const [{ parseProtobuf }, { ProtobufError }] = await Promise.all([
    import('./parse-protobuf.ts'),
    import('./protobuf-reader.ts'),
  ]);
  try {
    return { value: parseProtobuf(body, schemaName(version.schema) ?? ''), strictErrors: (unknown) => unknown.map(unknownField) };
  } catch (error) {
    if (!(error instanceof ProtobufError)) throw error;
    throw unrecognized(kind, error.message, body);
  }
}

function unsupportedMediaType({ custom }: ServedKind): StatusError {
  const accepted = ['application/json', 'application/yaml', ...(custom ? [] : [protobuf])];
  const text = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
  return new StatusError(415, 'UnsupportedMediaType', text);
}

const unrecognized = ({ kind }: ServedKind, why: string, body: Buffer) =>
  badRequest(`the object provided is unrecognized (must be of type ${kind}): ${why} (${summary(body)})`);

const summaryBytes = 30;

function summary(body: Buffer): string {
  if (body.length === 0) return '<empty>';
  const head = body.subarray(0, summaryBytes);
  const more = body.length > summaryBytes ? ' ...' : '';
  return (head[0] === '{'.charCodeAt(0) ? head.toString() : head.toString('hex')) + more;
}

/** Checks that a value is an object of the kind that the URL names, or says nothing else. */
function identified(value: unknown, body: Buffer, context: DecodeContext, kinds: KindRegistry): MutableObject {
  const { kind, version } = context;
  if (!isJsonObject(value)) {
    const type = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
    const into = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';
    throw unrecognized(
      kind,
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${type} into Go value of type ${into}`,
      body,
    );
  }
  const apiVersion = apiVersionOf(kind, version);
  const { kind: sentKind = '', apiVersion: sentVersion = '' } = value as { kind?: string; apiVersion?: string }; // compared only
  if (kind.custom && sentKind === '') throw unrecognized(kind, `Object 'Kind' is missing in '${body.toString()}'`, body);
  const matches = (sentKind || kind.kind) === kind.kind && (sentVersion || apiVersion) === apiVersion;
  if (!matches) throw wrongKind(context, sentKind || kind.kind, sentVersion || apiVersion, kinds);
  value['kind'] = kind.kind;
  value['apiVersion'] = apiVersion;
  return value as MutableObject; // metadata is seen to by `clean`
}

function wrongKind(context: DecodeContext, sentKind: string, sentVersion: string, kinds: KindRegistry): StatusError {
  const { kind, version } = context;
  const expected = apiVersionOf(kind, version);
  if (kind.custom && sentVersion !== expected) {
    return badRequest(`the API version in the data (${sentVersion}) does not match the expected API version (${expected})`);
  }
  const [group, shortVersion] = sentVersion.includes('/') ? sentVersion.split('/', 2) : ['', sentVersion];
  const known = [...kinds.kinds].some(
    (other) =>
      !other.custom &&
      other.group === group &&
      other.kind === sentKind &&
      other.versions.some((one) => one.version === shortVersion),
  );
  const internal = kind.group === '' ? 'core' : kind.group.split('.', 1)[0];
  const why = known
    ? `converting (${shortVersion}.${sentKind}) to (${internal}.${kind.kind}): unknown conversion`
    : `no kind "${sentKind}" is registered for version "${sentVersion}" in scheme "pkg/runtime/scheme.go:111"`;
  return cannotBeHandled(context, why, { kind: sentKind, ...(shortVersion && { version: shortVersion }) });
}
