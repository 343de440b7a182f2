import { Changes } from '../changes.ts';

interface Line {
  readonly at: number;
  readonly text: string;
}

export interface LogReading {
  readonly follow: boolean;
  readonly timestamps: boolean;
  /** Only lines from this moment on, in milliseconds since 1970. */
  readonly since: number | undefined;
  readonly tailLines: number | undefined;
  readonly limitBytes: number | undefined;
}

/** Beyond this the oldest lines go, as when a kubelet rotates logs. */
const limitBytes = 1 << 20;

/** What a container has written, the newest of it, by line. */
export class ContainerLog {
  readonly #now: () => number;
  #lines: Line[] = [];
  #dropped = 0;
  #bytes = 0;
  #ended = false;
  readonly #changes = new Changes();

  constructor(now: () => number) {
    this.#now = now;
  }

  write(text: string): void {
    if (this.#ended) return;
    for (const line of text.replace(/\n$/, '').split('\n')) {
      this.#lines.push({ at: this.#now(), text: line });
      this.#bytes += line.length + 1;
    }
    while (this.#bytes > limitBytes && this.#lines.length > 1) {
      this.#bytes -= (this.#lines.shift()?.text.length ?? 0) + 1;
      this.#dropped++;
    }
    this.#changes.tell();
  }

  /** Nothing is written any more; whoever follows comes to an end. */
  end(): void {
    this.#ended = true;
    this.#changes.tell();
  }

  async *read(
    { follow, timestamps, since = 0, tailLines, limitBytes: limit }: LogReading,
    signal: AbortSignal,
  ): AsyncGenerator<string> {
    const wanted = this.#lines.filter(({ at }) => at >= since).length;
    let next = this.#dropped + this.#lines.length - Math.min(wanted, tailLines ?? wanted);
    let room = limit ?? Number.POSITIVE_INFINITY;
    while (room > 0 && !signal.aborted) {
      const line = this.#lines[Math.max(0, next - this.#dropped)];
      if (line) {
        next = Math.max(next, this.#dropped) + 1;
        const text = `${timestamps ? `${new Date(line.at).toISOString()} ` : ''}${line.text}\n`;
        yield text.slice(0, room);
        room -= text.length;
      } else {
        if (!follow || this.#ended) return;
        await this.#changes.next(signal).catch(() => undefined); // looked at above
      }
    }
  }
}
