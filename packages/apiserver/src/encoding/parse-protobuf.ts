import { ProtobufError, type WireField, wireFields } from './protobuf-reader.ts';
import { type ProtobufField, type ProtobufMessage, protobufMessage } from './protobuf-types.ts';

/** What every protobuf body of the API begins with. */
const magic = Buffer.from([0x6b, 0x38, 0x73, 0x00]);

export const isProtobuf = (body: Buffer): boolean => body.subarray(0, magic.length).equals(magic);

/**
 * Reads a protobuf body as the JSON object it stands for. `typeName` is the OpenAPI name of the type the URL expects; a body of
 * another kind is answered with its `apiVersion` and `kind` alone, for the caller to refuse.
 */
export function parseProtobuf(body: Buffer, typeName: string): Record<string, unknown> {
  if (!isProtobuf(body))
    throw new ProtobufError('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
  let raw = Buffer.alloc(0);
  let type: Record<string, unknown> = {};
  for (const field of wireFields(body.subarray(magic.length))) {
    if (field.number === 1 && field.wire === 'bytes') type = readTypeMeta(field.value);
    if (field.number === 2 && field.wire === 'bytes') raw = Buffer.from(field.value);
  }
  const message = protobufMessage(typeName);
  const isExpected = message !== undefined && (type['kind'] === undefined || typeName.endsWith(`.${String(type['kind'])}`));
  return { ...type, ...(isExpected && readMessage(raw, message)) };
}

function readTypeMeta(bytes: Buffer): Record<string, unknown> {
  const names = ['apiVersion', 'kind'];
  return Object.fromEntries(
    [...wireFields(bytes)].flatMap((field) => {
      const name = names[field.number - 1];
      return name !== undefined && field.wire === 'bytes' && field.value.length > 0 ? [[name, field.value.toString()]] : [];
    }),
  );
}

function readMessage(bytes: Buffer, message: ProtobufMessage): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const wire of wireFields(bytes)) {
    const field = message.get(wire.number);
    if (field) assign(object, field, wire);
  }
  return object;
}

function assign(object: Record<string, unknown>, field: ProtobufField, wire: WireField): void {
  if (field.map) {
    const [key, value] = mapEntry(wire, field.type);
    object[field.name] = { ...(object[field.name] as object | undefined), [key]: value }; // a map made here
    return;
  }
  const value = readValue(wire, field.type);
  if (field.inline) Object.assign(object, value);
  else if (field.repeated)
    object[field.name] = [...((object[field.name] as readonly unknown[] | undefined) ?? []), value]; // a list made here
  else if (value !== undefined && !(field.omitZero && isZero(value))) object[field.name] = value;
}

const isZero = (value: unknown) => value === '' || value === 0 || value === false;

function mapEntry(wire: WireField, type: string): readonly [string, unknown] {
  let key = '';
  let value: unknown = emptyValue(type);
  for (const field of wire.wire === 'bytes' ? wireFields(wire.value) : []) {
    if (field.number === 1 && field.wire === 'bytes') key = field.value.toString();
    if (field.number === 2) value = readValue(field, type);
  }
  return [key, value];
}

const emptyValue = (type: string) =>
  type === 'string' || type === 'bytes' ? '' : type === 'int' || type === 'double' ? 0 : type === 'bool' ? false : {};

const apimachinery = 'io.k8s.apimachinery.pkg';

function readValue(wire: WireField, type: string): unknown {
  switch (type) {
    case 'string':
      return bytesOf(wire).toString();
    case 'bytes':
      return bytesOf(wire).toString('base64');
    case 'bool':
      return integerOf(wire) !== 0;
    case 'int':
      return integerOf(wire);
    case 'double':
      if (wire.wire !== 'fixed' || wire.value.length !== 8) throw new ProtobufError('proto: wrong wireType for a double');
      return wire.value.readDoubleLE();
    default:
      return readStruct(bytesOf(wire), type);
  }
}

/** Messages whose JSON is not an object of their fields. */
function readStruct(bytes: Buffer, type: string): unknown {
  switch (type) {
    case `${apimachinery}.apis.meta.v1.Time`:
      return readTime(bytes, (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z'));
    case `${apimachinery}.apis.meta.v1.MicroTime`:
      return readTime(bytes, (ms, nanos) =>
        new Date(ms).toISOString().replace(/\.\d+Z$/, `.${String(Math.floor(nanos / 1000)).padStart(6, '0')}Z`),
      );
    case `${apimachinery}.api.resource.Quantity`:
      return fieldsOf(bytes).get(1)?.toString() ?? '0';
    case `${apimachinery}.util.intstr.IntOrString`: {
      const numbers = new Map(
        [...wireFields(bytes)].flatMap((field) => (field.wire === 'varint' ? [[field.number, signed(field.value)]] : [])),
      );
      return numbers.get(1) === 1 ? (fieldsOf(bytes).get(3)?.toString() ?? '') : (numbers.get(2) ?? 0);
    }
    case `${apimachinery}.runtime.RawExtension`:
    case `${apimachinery}.apis.meta.v1.FieldsV1`:
    case 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON':
      return JSON.parse(fieldsOf(bytes).get(1)?.toString() || 'null');
    default:
      return readPlain(bytes, type);
  }
}

function readPlain(bytes: Buffer, type: string): unknown {
  const message = protobufMessage(type);
  if (!message) return {};
  const object = readMessage(bytes, message);
  // A named list that stands in a map is a message of its items.
  return message.size === 1 && message.get(1)?.name === 'items' && message.get(1)?.repeated && type.endsWith('ExtraValue')
    ? (object['items'] ?? [])
    : object;
}

function readTime(bytes: Buffer, print: (ms: number, nanos: number) => string): string | undefined {
  const numbers = new Map(
    [...wireFields(bytes)].flatMap((field) => (field.wire === 'varint' ? [[field.number, signed(field.value)]] : [])),
  );
  const seconds = numbers.get(1);
  return seconds === undefined ? undefined : print(seconds * 1000, numbers.get(2) ?? 0);
}

const fieldsOf = (bytes: Buffer) =>
  new Map([...wireFields(bytes)].flatMap((field) => (field.wire === 'bytes' ? [[field.number, field.value]] : [])));

function bytesOf(wire: WireField): Buffer {
  if (wire.wire !== 'bytes') throw new ProtobufError('proto: wrong wireType');
  return wire.value;
}

function integerOf(wire: WireField): number {
  if (wire.wire !== 'varint') throw new ProtobufError('proto: wrong wireType');
  return signed(wire.value);
}

/** Negative numbers are written as 64 bits of two's complement. */
const signed = (value: bigint) => Number(BigInt.asIntN(64, value));
