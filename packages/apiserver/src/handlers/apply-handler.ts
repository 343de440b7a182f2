import { isJsonObject } from '@capstan/schema';
import { hasDuplicateKeys, jsonKeys } from '../encoding/json-keys.ts';
import { YamlSyntaxError } from '../encoding/parse-yaml.ts';
import { badRequest, conflict } from '../errors/status-error.ts';
import { jsonKind } from '../patches/go-format.ts';
import { apiVersionOf } from '../resources/api-version.ts';
import type { MutableObject } from '../resources/served-kind.ts';
import type { StoredObject } from '../storage/store.ts';
import type { WriteContext } from '../verbs/object-verbs.ts';
import { authorizeCreation } from './authorize-creation.ts';
import type { HandlerContext, ResourceRequest } from './handler-context.ts';
import { checkNames, namespaceOf, targetOf } from './write-request.ts';

type ApplyContext = WriteContext & { readonly force: boolean };

/** Applies a configuration, as far as its writer may create what isn't there. */
export async function applyRequest(
  request: ResourceRequest,
  configuration: MutableObject,
  write: ApplyContext,
  context: HandlerContext,
): Promise<{ readonly object: StoredObject; readonly created: boolean }> {
  const { kind, info } = request;
  const exists = context.store.get({ resource: kind.storeResource, namespace: namespaceOf(request), name: info.name });
  if (exists) configuration.metadata.name ??= info.name;
  checkNames(configuration, request);
  if (!exists && info.subresource === '') {
    const { uid } = configuration.metadata;
    if (uid) {
      const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
      throw conflict(kind, info.name, why);
    }
    authorizeCreation(request, context);
  }
  return context.verbs.apply(targetOf(request), configuration, write);
}

/** Reads the body of an apply: an object of the URL's kind and version. Throws 400. */
export async function applyConfigurationOf(
  body: Buffer,
  request: ResourceRequest,
  { fieldValidation }: WriteContext,
): Promise<MutableObject> {
  const { value, duplicates } = await parseConfiguration(body);
  if (value !== null && value !== undefined && !isJsonObject(value)) {
    throw badRequest(
      `error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${jsonKind(value)} into Go value of type map[string]interface {}`,
    );
  }
  if (duplicates.length > 0 && fieldValidation === 'Strict') {
    const why = `yaml: unmarshal errors:\n  ${duplicates.join('\n  ')}`;
    throw badRequest(`error strict decoding YAML: error converting YAML to JSON: ${why}`);
  }
  const configuration = (value ?? {}) as MutableObject; // its parts are checked below
  const { kind, version } = request;
  const { apiVersion = '', kind: sentKind = '' } = configuration;
  if (sentKind !== kind.kind || apiVersion !== apiVersionOf(kind, version)) {
    const [group, short] = apiVersion.includes('/') ? apiVersion.split('/', 2) : ['', apiVersion];
    throw badRequest(`invalid object type: ${group}/${short}, Kind=${sentKind}`);
  }
  if (!isJsonObject(configuration.metadata)) configuration.metadata = {};
  if (configuration.metadata.managedFields) throw badRequest('metadata.managedFields must be nil');
  return configuration;
}

const openBrace = 0x7b;

/** JSON is YAML, and what most clients send: the YAML parser is left out of it where it can be. */
async function parseConfiguration(body: Buffer): Promise<{ readonly value: unknown; readonly duplicates: readonly string[] }> {
  if (body[0] === openBrace) {
    try {
      const value: unknown = JSON.parse(body.toString());
      return { value, duplicates: hasDuplicateKeys(body, value) ? repeated(body) : [] };
    } catch {
      // not JSON: YAML in flow style, or nothing at all
    }
  }
  const { parseYaml } = await import('../encoding/parse-yaml.ts');
  try {
    return await parseYaml(body);
  } catch (error) {
    if (!(error instanceof YamlSyntaxError)) throw error;
    throw badRequest(`error decoding YAML: error converting YAML to JSON: ${error.message}`);
  }
}

function repeated(body: Buffer): readonly string[] {
  return jsonKeys(body.toString())
    .filter(({ duplicate }) => duplicate)
    .map(({ path }) => `line 1: key ${JSON.stringify(path.slice(path.lastIndexOf('.') + 1))} already set in map`);
}
