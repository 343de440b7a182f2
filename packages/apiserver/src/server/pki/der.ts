/** The few ASN.1 values that a certificate is made of, in DER. Loading a full X.509 library would take longer than the whole start of the server. */
function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  if (length < 0x100) return Buffer.from([0x81, length]);
  return Buffer.from([0x82, length >> 8, length & 0xff]);
}

export const sequence = (...parts: readonly Buffer[]) => tagged(0x30, ...parts);
export const setOf = (...parts: readonly Buffer[]) => tagged(0x31, ...parts);
export const octets = (content: Buffer) => tagged(0x04, content);
export const utf8 = (text: string) => tagged(0x0c, Buffer.from(text));
export const boolean = (value: boolean) => tagged(0x01, Buffer.from([value ? 0xff : 0]));
export const bits = (content: Buffer, unused: number) => tagged(0x03, Buffer.from([unused]), content);

/** A positive integer, from its big-endian bytes. */
export const integer = (magnitude: Buffer) =>
  tagged(0x02, (magnitude[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), magnitude]) : magnitude);

/** `[n]` around a value. */
export const explicit = (n: number, value: Buffer) => tagged(0xa0 + n, value);

/** `[n]` in place of a primitive value's own tag. */
export const implicit = (n: number, content: Buffer) => tagged(0x80 + n, content);

export const time = (date: Date) =>
  tagged(
    0x18,
    Buffer.from(
      `${date
        .toISOString()
        .replace(/[-:T]|\.\d+/g, '')
        .slice(0, 14)}Z`,
    ),
  );

export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}
