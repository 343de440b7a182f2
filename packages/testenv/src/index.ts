export type { TestEnv, TestEnvOptions } from './test-env.ts';
