export type { ControlPlane } from './control-plane.ts';
export { untilDiscovered } from './discovered.ts';
export { type EnvtestOptions, shortLived, startEnvtest } from './envtest.ts';
export { freePorts } from './free-ports.ts';
export { type Right, untilRightsAre } from './rights-in-effect.ts';
export { type ServerProcess, type ServerProcessOptions, startServer } from './server-process.ts';
export { testEnv } from './start-env.ts';
export type { TestEnv, TestEnvOptions } from './test-env.ts';
export { TestEnvError } from './test-env-error.ts';
