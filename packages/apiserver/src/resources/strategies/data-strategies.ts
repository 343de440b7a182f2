import {
  deepEqual,
  type FieldError,
  forbiddenError,
  invalidError,
  isJsonObject,
  requiredError,
  tooLongError,
} from '@capstan/schema';
import type { MutableObject } from '../served-kind.ts';
import type { Strategy } from './strategy.ts';

const limit = 1024 * 1024;
const keyPattern = /^[-._a-zA-Z0-9]+$/;
const keyMessage =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

export const configMapStrategy: Partial<Strategy> = {
  validate(configMap, live) {
    const { data, binaryData } = entriesOf(configMap);
    const total = sum(data, (value) => Buffer.byteLength(value)) + sum(binaryData, decodedLength);
    return [
      ...keyErrors('data', data),
      ...data
        .filter(([key]) => binaryData.some(([other]) => other === key))
        .map(([key]) => invalidError(`data[${key}]`, key, 'duplicate of key present in binaryData')),
      ...keyErrors('binaryData', binaryData),
      ...(total > limit ? [tooLongError('', limit)] : []),
      ...immutableErrors(configMap, live, ['data', 'binaryData']),
    ];
  },
};

/** Keys that a Secret of a type must have. */
const requiredKeys: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
};
const accountAnnotation = 'kubernetes.io/service-account.name';

export const secretStrategy: Partial<Strategy> = {
  fillDefaults: foldStringData,
  validate(secret, live) {
    const { data } = entriesOf(secret);
    const type = String(secret['type'] ?? 'Opaque');
    return [
      ...keyErrors('data', data),
      ...(sum(data, decodedLength) > limit ? [tooLongError('data', limit)] : []),
      ...(requiredKeys[type] ?? [])
        .filter((key) => !data.some(([other]) => other === key))
        .map((key) => requiredError(`data[${key}]`)),
      ...typeErrors(secret, type),
      ...(live && live['type'] !== secret['type'] ? [invalidError('type', type, 'field is immutable')] : []),
      ...immutableErrors(secret, live, ['data']),
    ];
  },
};

function typeErrors(secret: MutableObject, type: string): readonly FieldError[] {
  if (type === 'kubernetes.io/basic-auth') {
    const { data } = entriesOf(secret);
    if (data.some(([key]) => key === 'username' || key === 'password')) return [];
    return [requiredError('data[username]'), requiredError('data[password]')];
  }
  if (type !== 'kubernetes.io/service-account-token' || secret.metadata.annotations?.[accountAnnotation]) return [];
  return [requiredError(`metadata.annotations[${accountAnnotation}]`)];
}

function foldStringData(secret: MutableObject): void {
  const { stringData } = secret;
  delete secret['stringData'];
  secret['type'] ||= 'Opaque';
  if (!isJsonObject(stringData) || Object.keys(stringData).length === 0) return;
  const encoded = Object.entries(stringData).map(([key, text]) => [key, Buffer.from(String(text)).toString('base64')]);
  secret['data'] = { ...(isJsonObject(secret['data']) && secret['data']), ...Object.fromEntries(encoded) };
}

const entriesOf = (object: MutableObject) => ({
  data: stringEntries(object['data']),
  binaryData: stringEntries(object['binaryData']),
});
const stringEntries = (map: unknown) => (isJsonObject(map) ? (Object.entries(map) as [string, string][]) : []); // types checked on decoding
const sum = (entries: readonly [string, string][], size: (value: string) => number) =>
  entries.reduce((total, [, value]) => total + size(value), 0);

function decodedLength(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return (base64.length / 4) * 3 - padding;
}

function keyErrors(field: string, entries: readonly [string, string][]): FieldError[] {
  return entries.flatMap(([key]) => {
    const errors: string[] = [];
    if (key.length > 253) errors.push('must be no more than 253 characters');
    if (!keyPattern.test(key)) errors.push(keyMessage);
    if (key === '.') errors.push("must not be '.'");
    else if (key === '..') errors.push("must not be '..'");
    else if (key.startsWith('..')) errors.push("must not start with '..'");
    return errors.map((error) => invalidError(`${field}[${key}]`, key, error));
  });
}

function immutableErrors(next: MutableObject, live: MutableObject | undefined, fields: readonly string[]): FieldError[] {
  if (live?.['immutable'] !== true) return [];
  const refusal = (field: string) => forbiddenError(field, 'field is immutable when `immutable` is set');
  const changed = fields.filter((field) => !deepEqual(next[field] ?? {}, live[field] ?? {}));
  return [...(next['immutable'] === true ? [] : [refusal('immutable')]), ...changed.map(refusal)];
}
