import { createHash } from 'node:crypto';

/** The group of this operator's kinds; what it writes on other objects starts with it. */
export const group = 'readiness.capstan.dev';

/** On a Cluster: lets upgrades pass its gates, `by=alice; until=2026-12-01T00:00:00Z; why=change 4711`. */
export const overrideAnnotation = `${group}/override-gate`;
/** On a ReadinessReport: asks for a new run; any value that was not handled yet does. */
export const runRequestAnnotation = `${group}/run-requested`;
/** On a ReadinessReport: what its gate holds since when, and what let it pass; written by the hooks' handlers. */
export const gateAnnotation = `${group}/gate`;

/** On everything made in a workload cluster: the report's uid, and its run as `namespace/name#number.attempt`. */
export const reportUidAnnotation = `${group}/report-uid`;
export const runAnnotation = `${group}/run`;
/** On a binding to cluster-admin: when it is removed at the latest. */
export const expiresAnnotation = `${group}/expires-at`;

/** On reports and archives: whose they are. */
export const profileLabel = `${group}/profile`;
export const clusterLabel = 'cluster.x-k8s.io/cluster-name';

const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8);

/** A name as a label's value, which is shorter than names may be. */
export const labelValue = (name: string): string =>
  name.length <= 63 ? name : `${name.slice(0, 54).replace(/[^a-zA-Z0-9]+$/, '')}-${digest(name)}`;

/** The report of a cluster and a profile; always the same, so that whoever records it twice finds it. */
export function reportName(cluster: string, profile: string): string {
  const name = `${cluster}.${profile}`;
  // Where a dot could be either's, two pairs would share a name.
  if (name.length <= 200 && !cluster.includes('.') && !profile.includes('.')) return name;
  return `${name.slice(0, 190).replace(/[^a-z0-9]+$/, '')}-${digest(`${cluster}/${profile}`)}`;
}
