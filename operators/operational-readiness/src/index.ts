export { ReadinessProfile } from './api/readiness-profile.ts';
export { ReadinessReport } from './api/readiness-report.ts';
