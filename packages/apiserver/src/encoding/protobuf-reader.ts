/** A body that says it is protobuf and isn't. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError';
}

/** A field as it stands on the wire. */
export type WireField =
  | { readonly number: number; readonly wire: 'varint'; readonly value: bigint }
  | { readonly number: number; readonly wire: 'bytes'; readonly value: Buffer }
  | { readonly number: number; readonly wire: 'fixed'; readonly value: Buffer };

/** The fields of a message, in the order in which they were written. Throws a `ProtobufError` when it ends too early. */
export function* wireFields(message: Buffer): Generator<WireField> {
  const reader = new Reader(message);
  while (!reader.isAtEnd) {
    const key = reader.varint();
    const number = Number(key >> 3n);
    switch (Number(key & 7n)) {
      case 0:
        yield { number, wire: 'varint', value: reader.varint() };
        break;
      case 1:
        yield { number, wire: 'fixed', value: reader.take(8) };
        break;
      case 2:
        yield { number, wire: 'bytes', value: reader.take(Number(reader.varint())) };
        break;
      case 5:
        yield { number, wire: 'fixed', value: reader.take(4) };
        break;
      default:
        throw new ProtobufError(`proto: illegal wireType ${Number(key & 7n)}`);
    }
  }
}

class Reader {
  readonly #bytes: Buffer;
  #position = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#position >= this.#bytes.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#position++];
      if (byte === undefined) throw new ProtobufError('unexpected EOF');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new ProtobufError('proto: integer overflow');
  }

  take(length: number): Buffer {
    const end = this.#position + length;
    if (end > this.#bytes.length) throw new ProtobufError('unexpected EOF');
    const taken = this.#bytes.subarray(this.#position, end);
    this.#position = end;
    return taken;
  }
}
