/** What a reader of a guide does next: saves a file, or runs a command. */
export type GuideStep =
  | { readonly type: 'file'; readonly name: string; readonly content: string }
  | {
      readonly type: 'command';
      readonly command: string;
      /** Lines that the guide shows below the command. */
      readonly shown: readonly string[];
      /** The guide shows a refusal. */
      readonly isRefused: boolean;
      /** Line of the guide. */
      readonly line: number;
    };

/**
 * Reads the steps of a guide: blocks of `console` are commands after `$ ` with what they print, `console refused` shows a command that
 * is refused, and a block of `yaml` with a file's name beside it is that file. Other blocks are for reading only.
 */
export function parseGuide(markdown: string): readonly GuideStep[] {
  const steps: GuideStep[] = [];
  let block: { readonly info: string; readonly line: number; readonly lines: string[] } | undefined;
  for (const [index, line] of markdown.split('\n').entries()) {
    if (!line.startsWith('```')) block?.lines.push(line);
    else if (!block) block = { info: line.slice(3).trim(), line: index + 2, lines: [] };
    else {
      steps.push(...stepsOf(block));
      block = undefined;
    }
  }
  return steps;
}

function stepsOf(block: {
  readonly info: string;
  readonly line: number;
  readonly lines: readonly string[];
}): readonly GuideStep[] {
  const [language, word] = block.info.split(' ');
  if (language === 'yaml' && word !== undefined) return [{ type: 'file', name: word, content: `${block.lines.join('\n')}\n` }];
  if (language !== 'console') return [];
  const starts = block.lines.flatMap((line, index) => (line.startsWith('$ ') ? [index] : []));
  return starts.map((start, position) => {
    const own = block.lines.slice(start, starts[position + 1]);
    const length = own.findIndex((line) => !line.endsWith('\\')) + 1;
    return {
      type: 'command',
      command: own.slice(0, length).join('\n').slice(2),
      shown: own.slice(length).filter((line) => line.trim() !== ''),
      isRefused: word === 'refused' && position === starts.length - 1,
      line: block.line + start,
    };
  });
}
