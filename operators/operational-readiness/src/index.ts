export { overrideAnnotation, reportName, runRequestAnnotation } from './api/names.ts';
export { ReadinessProfile } from './api/readiness-profile.ts';
export { ReadinessReport } from './api/readiness-report.ts';
export type { ReadinessOptions } from './environment.ts';
export { operationalReadiness } from './operational-readiness.ts';
export { ReadinessError, type ReadinessErrorCode, type ReadinessErrorDetails } from './readiness-error.ts';
export type { WorkloadClusters } from './run/workload-clusters.ts';
export type { ReadinessSettings } from './settings.ts';
