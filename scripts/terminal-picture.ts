// Runs `npm start` in an empty folder and writes what its terminal shows to docs/images/npm-start.svg.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('../', import.meta.url);
const lastLine = 'the cluster is upgraded';
const styles: Readonly<Record<string, string>> = {
  1: 'font-weight="bold"',
  2: 'opacity="0.6"',
  32: 'fill="#7ee787"',
  33: 'fill="#e3b341"',
  34: 'fill="#a5a5ff"',
  36: 'fill="#79c0ff"',
};

/** A colour or style of ANSI terminals: escape, `[`, a number, `m`. */
const sequence = `${String.fromCharCode(27)}\\[\\d+m`;

const text = await recorded();
await writeFile(new URL('docs/images/npm-start.svg', root), picture(['$ npm start', ...text.trimEnd().split('\n')]));

async function recorded(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'capstan-picture-'));
  const main = new URL('packages/cli/src/main.ts', root).pathname;
  const env = { ...process.env, FORCE_COLOR: '1' };
  const child = spawn(process.execPath, ['--conditions=@capstan/source', main, 'up', '--demo'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    output += chunk;
    if (output.includes(lastLine)) child.kill('SIGINT');
  }
  await rm(folder, { recursive: true, force: true });
  return output;
}

function picture(lines: readonly string[]): string {
  const [width, height] = [1060, lines.length * 20 + 40];
  const rows = lines.map((line, index) => `<text x="20" y="${index * 20 + 34}" xml:space="preserve">${spans(line)}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g fill="#e6edf3">
${rows.join('\n')}
</g>
</svg>
`;
}

/** ANSI colours as `tspan`s. */
function spans(line: string): string {
  let active: string[] = [];
  return line
    .split(new RegExp(`(${sequence})`))
    .map((part) => {
      const code = new RegExp(`^${sequence}$`).exec(part) ? part.slice(2, -1) : undefined;
      if (code === undefined)
        return part === '' ? '' : `<tspan ${active.map((name) => styles[name]).join(' ')}>${escaped(part)}</tspan>`;
      active = code in styles ? [...active, code] : [];
      return '';
    })
    .join('');
}

function escaped(part: string): string {
  return part.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
