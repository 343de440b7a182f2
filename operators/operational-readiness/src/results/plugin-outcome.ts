import { counted } from '../counted.ts';
import type { PluginStatus } from '../sonobuoy/aggregator-status.ts';
import type { PluginDefinition } from '../sonobuoy/plugin-definition.ts';
import type { CaseResult, ParsedFile, Problem, SourceOutcome } from './case-result.ts';
import { parseGoJson } from './go-json.ts';
import { parseJunit } from './junit.ts';
import { parseResultsTree } from './results-tree.ts';

/** A file that a plugin left, as it is in the archive. */
export interface ResultFile {
  /** `global` for a Job. */
  readonly node: string;
  readonly path: string;
  readonly text: string;
}

/** What the archive holds of one plugin. */
export interface PluginResults {
  readonly files: readonly ResultFile[];
  /** Why Sonobuoy could not run it, for each node. */
  readonly errors: readonly ResultFile[];
  /** `sonobuoy_results.yaml`, Sonobuoy's own reading of the files. */
  readonly summary?: string;
}

export interface PluginExpectation {
  readonly definition: PluginDefinition;
  readonly minimumCases: number;
  /** Where it has to have run: `global`, or the nodes. */
  readonly nodes: readonly string[];
  readonly statuses: readonly PluginStatus[];
}

/** Reads what a plugin brought. Whatever keeps its results from being whole is a problem. */
export function pluginOutcome(expected: PluginExpectation, results: PluginResults | undefined): SourceOutcome {
  const { definition } = expected;
  const { name } = definition;
  const outcome = (cases: readonly CaseResult[], problems: readonly Problem[]): SourceOutcome => ({
    name,
    kind: 'Plugin',
    cases,
    problems,
  });
  if (!results) return outcome([], [{ reason: 'ResultsMissing', message: 'the archive has nothing of it' }]);
  const errors = results.errors.map(({ node, text }) =>
    problem('PluginFailed', `it could not run on ${node}: ${errorText(text)}`),
  );
  if (definition.format === 'raw') {
    return outcome([], [...errors, problem('RawResults', 'its result-format is raw, which says nothing about success')]);
  }
  const parsed = resultFilesOf(definition, results).map((file) => ({ file, ...parseFile(definition, file.text) }));
  const cases = parsed.flatMap(({ file, cases: found }) =>
    found.map((one): CaseResult => ({ source: name, ...(file.node !== 'global' && { node: file.node }), ...one })),
  );
  const problems = [
    ...errors,
    ...parsed.flatMap(({ file, problems: found }) =>
      found.map(({ reason, message }) => problem(reason, `${file.node}/${file.path} ${message}`)),
    ),
    ...missingNodes(expected, results),
    ...tooFew(expected, cases),
  ];
  return outcome(cases, [...problems, ...disagreement(expected, results, cases)]);
}

const problem = (reason: Problem['reason'], message: string): Problem => ({ reason, message });

function parseFile({ format }: PluginDefinition, text: string): ParsedFile {
  switch (format) {
    case 'junit':
      return parseJunit(text);
    case 'gojson':
      return parseGoJson(text);
    case 'manual':
      return parseResultsTree(text);
    case 'raw':
      return { cases: [], problems: [] };
    default: {
      const unreachable: never = format;
      return unreachable;
    }
  }
}

const endings = { junit: '.xml', gojson: '.json', manual: 'sonobuoy_results.yaml', raw: '' } as const;

/** The files that Sonobuoy itself would read. */
function resultFilesOf({ format, resultFiles }: PluginDefinition, { files }: PluginResults): readonly ResultFile[] {
  return files.filter(({ path }) => {
    const base = path.slice(path.lastIndexOf('/') + 1);
    return resultFiles.length > 0 ? resultFiles.includes(base) : base.endsWith(endings[format]);
  });
}

function missingNodes({ definition, nodes }: PluginExpectation, results: PluginResults): readonly Problem[] {
  const there = new Set([...resultFilesOf(definition, results), ...results.errors].map(({ node }) => node));
  const missing = nodes.filter((node) => !there.has(node));
  if (missing.length === 0) return [];
  const some = missing.slice(0, 5).join(', ');
  const where = definition.driver === 'Job' ? '' : ` of ${missing.length} of ${counted(nodes.length, 'node')}: ${some}`;
  return [problem('ResultsMissing', `there is no ${definition.format} result${where}`)];
}

function tooFew({ minimumCases }: PluginExpectation, cases: readonly CaseResult[]): readonly Problem[] {
  const ran = cases.filter(({ status }) => status === 'passed' || status === 'failed').length;
  if (cases.length === 0) return [problem('NothingRan', 'its results hold no case')];
  if (ran === 0 && cases.every(({ status }) => status === 'skipped')) {
    return [problem('AllSkipped', `${counted(cases.length, 'case')}, all skipped`)];
  }
  if (cases.some(({ status }) => status === 'unknown')) return []; // those are what is wrong
  return ran < minimumCases ? [problem('NothingRan', `ran ${counted(ran, 'case')} of at least ${minimumCases}`)] : [];
}

/** Sonobuoy read the same files; where it saw trouble that is not in what we read, neither is believed. */
function disagreement(
  { statuses }: PluginExpectation,
  { summary }: PluginResults,
  cases: readonly CaseResult[],
): readonly Problem[] {
  if (cases.some(({ status }) => status === 'failed' || status === 'unknown')) return [];
  const said = [...(summary === undefined ? [] : [parseResultsTree(summary).status]), ...statuses.map(({ result }) => result)];
  const other = said.find((status) => /\b(failed|timeout|unknown)\b/.test(status));
  const notRun = statuses.find(({ state }) => state === 'failed');
  return [
    ...(other === undefined ? [] : [problem('ResultsDisagree', `Sonobuoy says "${other}", its results don't`)]),
    ...(notRun === undefined ? [] : [problem('PluginFailed', `Sonobuoy says that it could not run on ${notRun.node}`)]),
  ];
}

const errorText = (text: string) => (/"error"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? text).slice(0, 300);
