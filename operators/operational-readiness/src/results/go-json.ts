import type { JsonObject } from '@capstan/schema';
import { parseObject, textIn } from '../json-fields.ts';
import type { ParsedCase, ParsedFile, Problem } from './case-result.ts';
import { toldApart } from './namesakes.ts';

const outcomes = { pass: 'passed', fail: 'failed', skip: 'skipped' } as const;

/** Reads what `go test -json` prints. A test that began and has no outcome is a problem, as is a line that is cut off. */
export function parseGoJson(text: string): ParsedFile {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const events = lines.map(parseObject);
  const bad = events.indexOf(undefined);
  const problems: Problem[] =
    bad === -1
      ? []
      : [
          {
            reason: bad === events.length - 1 ? 'ResultsIncomplete' : 'ResultsUnreadable',
            message: `line ${bad + 1} is no JSON`,
          },
        ];
  const byTest = Map.groupBy(
    events.filter((event) => event !== undefined && 'Action' in event) as readonly JsonObject[], // the filter says so
    (event) => `${textIn(event['Package'])} ${textIn(event['Test'])}`,
  );
  const groups = [...byTest.values()];
  const cases = toldApart(
    groups.flatMap((testEvents) => {
      const found = caseOf(testEvents, groups);
      return found ? [{ place: textIn(testEvents[0]?.['Package']), case: found }] : [];
    }),
  );
  const open = cases.filter(({ status }) => status === 'unknown').length;
  if (open > 0) problems.push({ reason: 'ResultsIncomplete', message: `${open} tests began and have no outcome` });
  return { cases, problems };
}

function caseOf(events: readonly JsonObject[], all: readonly (readonly JsonObject[])[]): ParsedCase | undefined {
  const [first] = events;
  const name = textIn(first?.['Test']);
  const packageName = textIn(first?.['Package']);
  const last = events.findLast((event) => Object.hasOwn(outcomes, textIn(event['Action'])));
  const action = textIn(last?.['Action']) as keyof typeof outcomes | ''; // one of them, or there is none
  const message = events.map((event) => textIn(event['Output'])).join('');
  if (name === '') {
    // A package fails by itself when it does not build or panics; otherwise its tests say it.
    const byTests = all.some((group) =>
      group.some(
        (event) => textIn(event['Test']) !== '' && textIn(event['Package']) === packageName && event['Action'] === 'fail',
      ),
    );
    return action === 'fail' && !byTests ? { name: packageName, status: 'failed', message } : undefined;
  }
  if (action === '') return { name, status: 'unknown', message: 'it began and has no outcome' };
  const status = outcomes[action];
  return { name, status, ...(status === 'failed' && { message }) };
}
