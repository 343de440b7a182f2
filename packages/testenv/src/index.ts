export type { ControlPlane } from './control-plane.ts';
export { type EnvtestOptions, startEnvtest } from './envtest.ts';
export { testEnv } from './start-env.ts';
export type { TestEnv, TestEnvOptions } from './test-env.ts';
export { TestEnvError } from './test-env-error.ts';
