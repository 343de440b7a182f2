import { expect, test } from 'vitest';
import { LineSplitter } from './line-splitter.ts';

function split(chunks: readonly Buffer[]): readonly string[] {
  const splitter = new LineSplitter();
  const lines: Buffer[] = [];
  for (const chunk of chunks) splitter.push(chunk, lines);
  return lines.map((line) => line.toString('utf8'));
}

test('lines come out the same wherever the stream is cut, in the middle of a character too', () => {
  const text = '{"a":"ä€😀"}\n\n{"b":2}\nhalf a li';
  const bytes = Buffer.from(text);
  const whole = ['{"a":"ä€😀"}', '{"b":2}'];

  for (let size = 1; size <= bytes.length; size++) {
    const chunks: Buffer[] = [];
    for (let start = 0; start < bytes.length; start += size) chunks.push(bytes.subarray(start, start + size));
    expect(split(chunks)).toEqual(whole);
  }
});

test('a line of many chunks is copied once', () => {
  const chunk = Buffer.alloc(64, 'x');
  const chunks = Array.from({ length: 50_000 }, () => chunk);
  const before = process.cpuUsage();

  const [line] = split([...chunks, Buffer.from('\n')]);

  expect(line).toHaveLength(64 * 50_000);
  // Copying it anew with each chunk would move 80 GB.
  const { user, system } = process.cpuUsage(before); // what others have the machine do does not count
  expect(user + system).toBeLessThan(5_000_000);
});
