import { ReadinessReport, runRequestAnnotation } from '@capstan/operational-readiness';
import { findReport, managementClient, type ReadinessOptions } from './readiness-reports.ts';

/** Asks for a new run of each report; one that is under way ends first. */
export async function rerunReports(
  names: readonly string[],
  options: ReadinessOptions & { readonly why: string },
): Promise<void> {
  await using client = await managementClient(options);
  const at = new Date().toISOString();
  for (const name of names) {
    const { metadata, status } = await findReport(client, name, options);
    const body = { metadata: { annotations: { [runRequestAnnotation]: `${options.why} (${at})` } } };
    await client.patch(ReadinessReport, { name: metadata.name, namespace: metadata.namespace }, { type: 'merge', body });
    const after = status?.run && status.phase !== 'Done' ? `, after run ${status.run.number}` : '';
    process.stdout.write(`${metadata.namespace}/${metadata.name} is checked again${after}\n`);
  }
}
