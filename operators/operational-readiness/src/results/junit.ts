import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { ParsedCase, ParsedFile, Problem } from './case-result.ts';
import { type PlacedCase, toldApart } from './namesakes.ts';

interface Suite {
  readonly '@name'?: string;
  readonly '@tests'?: string;
  readonly '@skipped'?: string;
  readonly '@disabled'?: string;
  readonly '@failures'?: string;
  readonly '@errors'?: string;
  readonly testsuite?: readonly Suite[];
  readonly testcase?: readonly Case[];
  readonly failure?: unknown;
  readonly error?: unknown;
}

interface Case {
  readonly '@name'?: string;
  readonly '@classname'?: string;
  readonly '@status'?: string;
  readonly skipped?: unknown;
  readonly failure?: unknown;
  readonly error?: unknown;
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#text',
  parseTagValue: false,
  parseAttributeValue: false,
  isArray: (name) => name === 'testsuite' || name === 'testcase',
});

/**
 * Reads a JUnit report. **Guarantees**: a report that is cut off, or has fewer cases or failures than it says itself, has a
 * problem; so what has none is whole.
 */
export function parseJunit(text: string): ParsedFile {
  const wellFormed = XMLValidator.validate(text); // the parser itself reads half a document without a word
  if (wellFormed !== true) return broken('ResultsUnreadable', `is not well-formed XML: ${wellFormed.err.msg}`);
  if (/<!DOCTYPE/i.test(text)) return broken('ResultsUnreadable', 'has a document type, which no report needs');
  let document: Record<string, unknown>;
  try {
    document = parser.parse(text);
  } catch (error) {
    return broken('ResultsUnreadable', `cannot be read as XML: ${error instanceof Error ? error.message : String(error)}`);
  }
  const roots = 'testsuites' in document ? [document['testsuites']] : document['testsuite'];
  if (!Array.isArray(roots)) return broken('ResultsUnreadable', 'is no JUnit report: it has neither testsuites nor testsuite');
  // The parser's options say how elements and attributes come; that they are there is not taken for granted.
  const suites = roots.flatMap((root: Suite | '') => (root === '' ? [] : allSuites(root)));
  return { cases: toldApart(suites.flatMap(casesOf)), problems: suites.flatMap(shortfalls) };
}

const broken = (reason: Problem['reason'], message: string): ParsedFile => ({ cases: [], problems: [{ reason, message }] });

function allSuites(suite: Suite): readonly Suite[] {
  return [suite, ...(suite.testsuite ?? []).flatMap(allSuites)];
}

function casesOf({ '@name': suite = '', testcase = [], failure, error }: Suite): readonly PlacedCase[] {
  const itself = failure ?? error; // what broke outside of any case
  return [
    ...testcase.map((entry) => ({ place: entry['@classname'] ?? suite, case: caseOf(entry) })),
    ...(itself === undefined ? [] : [{ place: '', case: brokenSuite(suite, itself) }]),
  ];
}

const brokenSuite = (name: string, why: unknown): ParsedCase => ({
  name: name || '(no name)',
  status: 'failed',
  message: messageOf(why),
});

/** Words of Ginkgo, GoogleTest and others for what they may leave without an element. */
const badStatus = /^(fail|error|broken|panick|timed.?out|abort|interrupt)/i;
const skippedStatus = /^(skip|pending|not.?run|disabled|ignored)/i;

function caseOf(entry: Case): ParsedCase {
  const { '@name': name = '', '@status': status = '' } = entry;
  const trouble = entry.failure ?? entry.error;
  if (trouble !== undefined) return { name, status: 'failed', message: messageOf(trouble) };
  if (badStatus.test(status)) return { name, status: 'failed', message: `status "${status}"` };
  if (entry.skipped !== undefined || skippedStatus.test(status)) return { name, status: 'skipped' };
  return name === '' ? { name: '(no name)', status: 'unknown' } : { name, status: 'passed' };
}

/** Whether a suite, with those inside it, holds what its own numbers promise. Skipped cases may be left out by who writes reports. */
function shortfalls(suite: Suite): readonly Problem[] {
  const cases = allSuites(suite).flatMap(casesOf);
  const promised = count(suite['@tests']) - count(suite['@skipped']) - count(suite['@disabled']);
  const failing = cases.filter((one) => one.case.status === 'failed').length;
  const promisedFailing = count(suite['@failures']) + count(suite['@errors']);
  const missing = [
    ...(cases.length < promised ? [`${cases.length} of ${promised} cases`] : []),
    ...(failing < promisedFailing ? [`${failing} of ${promisedFailing} failures`] : []),
  ];
  return missing.map((what) => ({ reason: 'ResultsIncomplete', message: `holds only ${what} that it announces` }));
}

const count = (text: string | undefined) => Math.max(0, Number.parseInt(text ?? '0', 10) || 0);

function messageOf(trouble: unknown): string {
  const [first] = Array.isArray(trouble) ? trouble : [trouble];
  if (typeof first === 'string') return first;
  if (typeof first !== 'object' || first === null) return '';
  const { '@message': message, '#text': text } = first as Readonly<Record<string, unknown>>; // an element as the parser gives it
  return [message, text].filter((part) => typeof part === 'string' && part !== '').join('\n');
}
