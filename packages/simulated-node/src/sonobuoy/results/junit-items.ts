import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { Item } from './item.ts';

interface TestCase {
  readonly '@name'?: string;
  readonly skipped?: unknown;
  readonly failure?: Message;
  readonly error?: Message;
  readonly 'system-out'?: string;
  readonly 'system-err'?: string;
}

type Message = string | { readonly '@message'?: string; readonly '#text'?: string };

interface TestSuite {
  readonly '@name'?: string;
  readonly testcase?: readonly TestCase[];
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  isArray: (name) => name === 'testsuite' || name === 'testcase',
});

/** The suites of a JUnit report. Throws for what is none. */
export function junitItems(text: string): readonly Item[] {
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw new Error(`line ${valid.err.line}: ${valid.err.msg}`);
  const document: unknown = parser.parse(text);
  const { testsuites, testsuite } = document as {
    testsuites?: { testsuite?: readonly TestSuite[] };
    testsuite?: readonly TestSuite[];
  }; // the parser's shape
  if (testsuites === undefined && testsuite === undefined) throw new Error('expected element type <testsuite>');
  const suites = testsuite ?? (typeof testsuites === 'object' ? testsuites.testsuite : undefined) ?? [];
  return suites.map((suite, index) => suiteItem(suite, index));
}

function suiteItem(suite: TestSuite, index: number): Item {
  const name = suite['@name'] || `testsuite-${String(index + 1).padStart(3, '0')}`;
  const items = (suite.testcase ?? []).map(testItem);
  return { name, status: 'passed', ...(items.length > 0 && { items }) };
}

function testItem(test: TestCase): Item {
  const details: Record<string, string> = {};
  for (const key of ['failure', 'error'] as const) {
    const text = messageText(test[key]);
    if (text !== '') details[key] = text;
  }
  for (const key of ['system-out', 'system-err'] as const) if (test[key]) details[key] = test[key];
  const hasDetails = Object.keys(details).length > 0;
  return { name: test['@name'] ?? '', status: statusOf(test), ...(hasDetails && { details }) };
}

function statusOf({ skipped, failure, error }: TestCase): string {
  if (skipped !== undefined) return 'skipped';
  return failure !== undefined || error !== undefined ? 'failed' : 'passed';
}

function messageText(message: Message | undefined): string {
  if (message === undefined) return '';
  if (typeof message === 'string') return message.trim();
  return `${message['@message'] ?? ''} ${message['#text'] ?? ''}`.trim();
}
