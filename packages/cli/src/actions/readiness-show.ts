import type { ReadinessReport } from '@capstan/operational-readiness';
import { age, findReport, managementClient, type ReadinessOptions, table } from './readiness-reports.ts';

/** Prints all that a person wants to know about one report. */
export async function showReport(name: string, options: ReadinessOptions): Promise<void> {
  await using client = await managementClient(options);
  const report = await findReport(client, name, options);
  const parts = [
    heading(report),
    conditions(report),
    phases(report),
    sources(report),
    cases(report),
    gate(report),
    history(report),
  ];
  process.stdout.write(`${parts.filter((part) => part !== '').join('\n\n')}\n`);
}

function heading({ metadata, spec, status }: ReadinessReport): string {
  const { run, validFor } = status ?? {};
  const lines = [
    ['Report', `${metadata.namespace}/${metadata.name}`],
    ['Cluster', spec.cluster],
    ['Profile', spec.profile],
    [
      'Holds for',
      validFor
        ? `${validFor.kubernetesVersion}, ${validFor.nodes} node${validFor.nodes === 1 ? '' : 's'} (${validFor.operatingSystems.join(', ')})`
        : 'nothing yet',
    ],
    ['Run', run ? `${run.number}${run.attempt > 1 ? `, attempt ${run.attempt}` : ''}, ${run.cause}` : 'none yet'],
    ['Cases', status?.summary ?? ''],
    ['Archive', run?.archive ? `${run.archive.location} (${run.archive.bytes} bytes)` : (run?.archiveProblem ?? 'none')],
  ];
  return table(lines);
}

const conditions = ({ status }: ReadinessReport): string =>
  section(
    'CONDITION',
    (status?.conditions ?? []).map(({ type, status: is, reason, message }) => [type, is, reason, message]),
  );

function phases({ status }: ReadinessReport): string {
  const all = status?.run?.phases ?? [];
  const rows = all.map(({ name, startedAt }, index) => {
    const end = all[index + 1]?.startedAt ?? status?.run?.endedAt;
    const took = end === undefined ? 'until now' : age(startedAt, Date.parse(end));
    return [name, startedAt, name === 'Done' ? '' : took];
  });
  return section('PHASE', rows);
}

const sources = ({ status }: ReadinessReport): string =>
  section(
    'CHECKED',
    (status?.run?.sources ?? []).map(({ name, kind, verdict, counts, message = '' }) => [
      name,
      kind,
      verdict,
      counts ? `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped` : '',
      message,
    ]),
  );

const cases = ({ status }: ReadinessReport): string =>
  section(
    'CASE',
    (status?.run?.cases ?? []).map(({ source, node = '', name, status: is, message = '' }) => [
      is,
      source,
      node,
      name,
      message.split('\n')[0] ?? '',
    ]),
  );

function gate({ status }: ReadinessReport): string {
  const held = status?.gate;
  if (!held) return '';
  const override = held.override ? `overridden by ${held.override.by} until ${held.override.until}: ${held.override.why}` : '';
  return section('GATE', [
    [held.hook, held.target, `since ${held.since}`, held.passedAt ? `passed ${held.passedAt}` : 'holds', override],
  ]);
}

const history = ({ status }: ReadinessReport): string =>
  section(
    'EARLIER RUN',
    (status?.history ?? []).map(({ number, endedAt, verdict, reason, kubernetesVersion = '', explanation = '' }) => [
      String(number),
      endedAt,
      verdict,
      reason,
      kubernetesVersion,
      explanation,
    ]),
  );

const section = (title: string, rows: readonly (readonly string[])[]): string =>
  rows.length === 0 ? '' : `${title}\n${table(rows)}`;
