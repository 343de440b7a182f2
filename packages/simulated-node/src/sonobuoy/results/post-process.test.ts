import { expect, test } from 'vitest';
import { parsePlugin } from '../plugin-definition.ts';
import type { Item } from './item.ts';
import { postProcess } from './post-process.ts';

/** The results of a plugin that uploaded these files. */
function process(format: string, files: Readonly<Record<string, string>>, more = ''): Item {
  const yaml = `sonobuoy-config: {driver: Job, plugin-name: p, result-format: ${format}${more}}\nspec: {name: plugin, image: x}`;
  const entries = Object.entries(files).map(([path, text]) => [`plugins/p/${path}`, Buffer.from(text)] as const);
  return postProcess(parsePlugin('p.yaml', yaml), new Map(entries));
}

const inResults = (name: string) => `results/global/${name}`;
const suite = (cases: string) => `<testsuite name="s">${cases}</testsuite>`;

test.each([
  ['a pass', '<testcase name="a"/>', 'passed'],
  ['a skip alone', '<testcase name="a"><skipped/></testcase>', 'passed'],
  ['a failure beside a pass', '<testcase name="a"/><testcase name="b"><failure/></testcase>', 'failed'],
  ['an error', '<testcase name="a"><error message="boom"/></testcase>', 'failed'],
  ['a skip that also failed', '<testcase name="a"><skipped/><failure/></testcase>', 'passed'],
  ['no case at all', '', 'passed'],
])('JUnit with %s', (_, cases, status) => {
  expect(process('junit', { [inResults('a.xml')]: suite(cases) }).status).toBe(status);
});

test('JUnit keeps what tests said', () => {
  const text = suite(
    '<testcase name="a"><failure message="no route"> to &lt;host&gt; </failure><system-out>line</system-out></testcase>',
  );

  const [file] = process('junit', { [inResults('deep/a.xml')]: text }).items ?? [];

  expect(file).toEqual({
    name: 'a.xml',
    status: 'failed',
    meta: { file: 'results/global/deep/a.xml', type: 'file' },
    items: [
      {
        name: 's',
        status: 'failed',
        items: [{ name: 'a', status: 'failed', details: { failure: 'no route  to <host>', 'system-out': 'line' } }],
      },
    ],
  });
});

test.each([
  ['no XML', 'this is no XML'],
  ['an element that is not closed', '<testsuite><testcase name="a">'],
  ['another document', '<html></html>'],
  ['nothing', ''],
])('a JUnit file with %s is unknown', (_, text) => {
  const item = process('junit', { [inResults('a.xml')]: text });

  expect(item.status).toBe('unknown');
  expect(item.items?.[0]?.meta?.['error']).toBeTruthy();
});

test('nothing to read is unknown, never passed', () => {
  expect(process('junit', {}).status).toBe('unknown');
  expect(process('junit', { [inResults('a.txt')]: 'x' }).status).toBe('unknown');
  expect(process('raw', {}).status).toBe('unknown');
});

test('raw results pass by being there', () => {
  expect(process('raw', { [inResults('a.txt')]: 'all went wrong' })).toMatchObject({
    status: 'passed',
    items: [{ name: 'a.txt' }],
  });
});

test('the output of go test is read event by event', () => {
  const line = (Action: string, Test?: string) => JSON.stringify({ Action, Test });
  const text = [line('run', 'A'), line('pass', 'A'), line('fail', 'B'), line('skip', 'C'), line('pass')].join('\n');

  const item = process('gojson', { [inResults('a.json')]: text });

  expect(item.status).toBe('failed');
  expect(item.items?.[0]?.items?.map(({ name, status }) => [name, status])).toEqual([
    ['A', 'passed'],
    ['B', 'failed'],
    ['C', 'skipped'],
  ]);
  expect(process('gojson', { [inResults('a.json')]: '{' }).status).toBe('unknown');
});

test("a plugin's own words are counted, and go up to the top", () => {
  const yaml =
    'name: mine\nstatus: ignored\nitems:\n- {name: a, status: warm}\n- {name: b, status: cold}\n- {name: c, status: warm, details: {x: 1}}';

  const item = process('manual', { [inResults('sonobuoy_results.yaml')]: yaml });

  expect(item.status).toBe('cold: 1, warm: 2');
  expect(item.items?.[0]?.items?.[2]?.details).toEqual({ x: 1 });
  expect(process('manual', { [inResults('a.yaml')]: 'status: passed' }).status).toBe('passed');
  expect(process('manual', { [inResults('a.yaml')]: '' }).status).toBe('unknown');
});

test('only the files that a definition names are read', () => {
  const files = {
    [inResults('a.xml')]: suite('<testcase name="a"/>'),
    [inResults('b.xml')]: suite('<testcase name="b"><failure/></testcase>'),
  };

  expect(process('junit', files, ', result-files: [a.xml]').status).toBe('passed');
});

test('an error of the aggregator is a failed test of its name, and a time-out is one', () => {
  const error = (text: string) => ({ 'errors/global/error.json': JSON.stringify({ error: text, pod: { a: 1 } }) });

  expect(process('junit', error('cannot start'))).toMatchObject({
    status: 'failed',
    items: [{ name: 'cannot start', status: 'failed', details: { error: 'cannot start', pod: '{"a":1}' } }],
  });
  expect(process('junit', error('Plugin timeout')).items?.[0]?.status).toBe('timeout');
});

test('a definition without name or container is refused by its file', () => {
  expect(() => parsePlugin('plugin-3.yaml', 'spec: {name: x}')).toThrow('plugin-3.yaml');
  expect(() => parsePlugin('plugin-3.yaml', '')).toThrow('it lacks a name or a spec');
});
