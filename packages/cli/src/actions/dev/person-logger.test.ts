import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { PersonLogger } from './person-logger.ts';

function logged(use: (logger: PersonLogger) => void): readonly string[] {
  const lines: string[] = [];
  use(new PersonLogger((line) => lines.push(stripVTControlCharacters(line).replace(/^\d\d:\d\d:\d\d /, ''))));
  return lines;
}

test('what runs is named', () => {
  const lines = logged((logger) => {
    logger.info({ controllers: ['gate'] }, 'running');
    logger.info({ controllers: ['gate', 'record'] }, 'running');
  });

  expect(lines).toEqual(['running the controller gate\n', 'running the controllers gate, record\n']);
});

test('a warning comes with its error and the way out', () => {
  const lines = logged((logger) =>
    logger.warn({ kind: 'Wall', error: 'ApiError: no\u001b[2J', hint: 'Build it.' }, 'cannot watch'),
  );

  expect(lines).toEqual(['! cannot watch: ApiError: no\\u001b[2J\n  Build it.\n']);
});
