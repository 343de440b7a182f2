const lineFeed = 0x0a;

/**
 * Cuts a stream of bytes into lines. Works on bytes, so that a character split over two chunks stays whole; a line that
 * comes in many chunks is put together once, at its end.
 */
export class LineSplitter {
  #partial: Buffer[] = [];

  /** Appends the lines that this chunk completes; empty ones are left out. */
  push(chunk: Buffer, lines: Buffer[]): void {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
      const line = this.#complete(chunk.subarray(start, end));
      if (line.length > 0) lines.push(line);
      start = end + 1;
    }
    if (start < chunk.length) this.#partial.push(chunk.subarray(start));
  }

  #complete(end: Buffer): Buffer {
    if (this.#partial.length === 0) return end;
    this.#partial.push(end);
    const line = Buffer.concat(this.#partial);
    this.#partial = [];
    return line;
  }
}
