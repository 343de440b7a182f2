interface Issue {
  /** Offset in UTF-16 units. */
  readonly at: number;
  readonly message: string;
}

/** A text that is no expression, or one that makes no sense. The message points at each place, as CEL's own does. */
export class CelSourceError extends Error {
  override readonly name = 'CelSourceError';

  constructor(source: string, issues: readonly Issue[]) {
    super(issues.map((issue) => describe(source, issue)).join('\n'));
  }
}

function describe(source: string, { at, message }: Issue): string {
  const before = source.slice(0, at).split('\n');
  const lineText = source.split('\n')[before.length - 1] ?? '';
  const lead = [...(before.at(-1) ?? '')];
  const dots = lead.map((char) => (isWide(char) ? '．' : '.')).join('');
  const pointed = [...lineText][lead.length];
  const arrow = pointed && isWide(pointed) ? '＾' : '^';
  return `ERROR: <input>:${before.length}:${lead.length + 1}: ${message}\n | ${lineText}\n | ${dots}${arrow}`;
}

const isWide = (char: string) => (char.codePointAt(0) ?? 0) > 0x7f;
