export { createLifecycleSample, type LifecycleSampleOptions, lifecycleSample } from './lifecycle-sample.ts';
export { HookRecord } from './record/hook-record.ts';
