import { readFileSync } from 'node:fs';

/** `[JSON name, type, flags]`; see scripts/generate/protobuf for what they mean. */
type FieldFacts = readonly [name: string, type: string, flags: string];

/** How one field of a message is read. */
export interface ProtobufField {
  readonly name: string;
  readonly type: string;
  readonly repeated: boolean;
  readonly map: boolean;
  /** Absent in JSON when it is zero. */
  readonly omitZero: boolean;
  /** Its own fields stand in the parent's JSON. */
  readonly inline: boolean;
}

export type ProtobufMessage = ReadonlyMap<number, ProtobufField>;

let facts: Readonly<Record<string, Readonly<Record<string, FieldFacts>>>> | undefined;
const messages = new Map<string, ProtobufMessage>();

/** A message of the API by its OpenAPI name; loaded when the first protobuf body comes. */
export function protobufMessage(name: string): ProtobufMessage | undefined {
  facts ??= JSON.parse(readFileSync(new URL('../generated/protobuf.json', import.meta.url), 'utf8')) as NonNullable<typeof facts>; // generated
  const known = messages.get(name);
  if (known) return known;
  const fields = facts[name];
  if (!fields) return undefined;
  const message = new Map(Object.entries(fields).map(([number, field]) => [Number(number), describe(field)]));
  messages.set(name, message);
  return message;
}

const describe = ([name, type, flags]: FieldFacts): ProtobufField => ({
  name,
  type,
  repeated: flags.includes('r'),
  map: flags.includes('m'),
  omitZero: flags.includes('z'),
  inline: flags.includes('i'),
});
