const quote = 0x22;
const backslash = 0x5c;
const open = 0x7b;
const close = 0x7d;
const key = Buffer.from(',"metadata":');

/** The bytes of `metadata` of a stored object, without decoding it. It follows `kind` and `apiVersion`. */
export function metadataSlice(bytes: Buffer): Buffer {
  const start = bytes.indexOf(key) + key.length;
  let depth = 0;
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote) at = endOfString(bytes, at);
    else if (byte === open) depth += 1;
    else if (byte === close) {
      depth -= 1;
      if (depth === 0) return bytes.subarray(start, at + 1);
    }
  }
  return bytes.subarray(start);
}

function endOfString(bytes: Buffer, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
  return at;
}
