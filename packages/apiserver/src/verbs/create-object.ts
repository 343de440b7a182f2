import { randomUUID } from 'node:crypto';
import { isTerminating } from '../custom-resources/served-custom-kind.ts';
import { dropEmpty } from '../encoding/drop-empty.ts';
import { alreadyExists, forbidden, StatusError } from '../errors/status-error.ts';
import { apiVersionOf } from '../resources/api-version.ts';
import type { MutableObject } from '../resources/served-kind.ts';
import { strategyOf } from '../resources/strategies/strategies.ts';
import type { Strategy } from '../resources/strategies/strategy.ts';
import { StaleWriteError } from '../storage/storage-error.ts';
import type { StoredObject } from '../storage/store.ts';
import { trackWrite } from './field-ownership.ts';
import { generatedName } from './generated-name.ts';
import { fillDefaults, validateObject } from './object-rules.ts';
import type { Target, WriteContext } from './object-verbs.ts';
import { commit, keyOf, pretend, timestamp, type WriteEnvironment } from './write-environment.ts';

/** How often a name is generated anew when it turns out to be taken. */
const nameAttempts = 8;
/** Kubelets register their Node together with its status. */
const createdWithStatus: ReadonlySet<string> = new Set(['nodes']);

/** Creates an object. `owned` when its managed fields are right already, as server-side apply leaves them. */
export async function createObject(
  env: WriteEnvironment,
  target: Target,
  object: MutableObject,
  context: WriteContext,
  owned: 'untracked' | 'owned' = 'untracked',
): Promise<StoredObject> {
  const { kind, version } = target;
  if (isTerminating(kind)) {
    throw forbidden(kind, object.metadata.name ?? '', 'create not allowed while custom resource definition is terminating');
  }
  const strategy = strategyOf(kind);
  const sentRevision = object.metadata.resourceVersion;
  const created = newObject(object, target, strategy, env.clock());
  dropEmpty(created, target);
  fillDefaults(created, target, strategy);
  if (owned === 'untracked') trackWrite(undefined, created, target, context, env.clock());
  const { user, dryRun, warn } = context;
  const request = { operation: 'CREATE', target, object: created, user, dryRun, warn } as const;
  const mutated = env.admission.mutate(request);
  if (mutated) await mutated;
  if (version.subresources.status && !createdWithStatus.has(kind.storeResource)) {
    if (kind.custom) delete created['status'];
    else created['status'] = {};
  }
  strategy.prepareCreate?.(created);
  const generated = !created.metadata.name && created.metadata.generateName !== undefined;
  const named = { ...target, name: nameOf(created) };
  validateObject(created, undefined, named, strategy);
  const validated = env.admission.validate(request);
  if (validated) await validated;
  if (sentRevision) throw new StatusError(500, undefined, 'resourceVersion should not be set on objects to be created');
  return dryRun ? pretendCreation(env, named, created) : storeNew(env, named, created, generated);
}

/** With metadata in the order in which it is answered, and nothing that only the server may say. */
function newObject(
  sent: MutableObject,
  { kind, version, namespace }: Target,
  { countsGenerations }: Strategy,
  now: number,
): MutableObject {
  const { metadata: sentMetadata, kind: _kind, apiVersion: _apiVersion, ...content } = sent;
  const { name, generateName, uid, resourceVersion, generation, creationTimestamp, deletionTimestamp, ...rest } = sentMetadata;
  const { namespace: _namespace, deletionGracePeriodSeconds, selfLink, ...kept } = rest;
  const metadata = {
    ...(name && { name }),
    ...(generateName && { generateName }),
    ...(kind.scope === 'Namespaced' && { namespace }),
    uid: randomUUID(),
    resourceVersion: '', // its place: it is known when the object is stored
    ...(countsGenerations && { generation: 1 }),
    creationTimestamp: timestamp(now),
    ...kept,
  };
  return { kind: kind.kind, apiVersion: apiVersionOf(kind, version), metadata, ...content };
}

function nameOf({ metadata }: MutableObject): string {
  if (!metadata.name && metadata.generateName) metadata.name = generatedName(metadata.generateName);
  return metadata.name ?? '';
}

function pretendCreation({ store }: WriteEnvironment, target: Target, object: MutableObject): StoredObject {
  if (store.get(keyOf(target))) throw alreadyExists(target.kind, target.name);
  return pretend(target, undefined, object);
}

async function storeNew(env: WriteEnvironment, target: Target, object: MutableObject, generated: boolean): Promise<StoredObject> {
  const { generateName = '' } = object.metadata;
  let named = target;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await commit(env, named, undefined, 'put', object);
    } catch (error) {
      if (!(error instanceof StaleWriteError)) throw error;
      if (!generated) throw alreadyExists(target.kind, named.name);
      if (attempt === nameAttempts) throw namesExhausted(named);
      object.metadata.name = generatedName(generateName);
      named = { ...target, name: object.metadata.name };
    }
  }
}

function namesExhausted({ kind, name }: Target): StatusError {
  const { message = '', details } = alreadyExists(kind, name).status;
  const text = `${message}, the server was not able to generate a unique name for the object`;
  return new StatusError(409, 'AlreadyExists', text, { ...details, retryAfterSeconds: 1 });
}
