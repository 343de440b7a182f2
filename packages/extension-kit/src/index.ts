export { readCluster, sampleCluster, type Topology, type TopologyCluster, topologyCluster } from './cluster/topology-cluster.ts';
export { versionsBetween } from './cluster/upgrade-plan.ts';
export type { LifecycleExtension, LifecycleOptions } from './lifecycle/simulate-lifecycle.ts';
export { simulateLifecycle } from './lifecycle/simulate-lifecycle.ts';
export type { Durations } from './lifecycle/simulation.ts';
export {
  type CallAnswer,
  type CallEntry,
  type EndEntry,
  type LifecyclePhase,
  type PhaseEntry,
  type TimelineEntry,
  timelineLine,
} from './lifecycle/timeline.ts';
export { readablePatches } from './patches/apply-wire-patch.ts';
export type { AnswerDifference } from './recording/compare-answers.ts';
export { type RecordedCall, subjectOf } from './recording/recorded-call.ts';
export { type ReplayedCall, type ReplayOptions, replay } from './recording/replay.ts';
export { type Recorder, type RecorderOptions, startRecorder } from './recording/start-recorder.ts';
export { type BuildRequestOptions, buildRequest } from './requests/build-request.ts';
export type { Verdict, VerdictResult } from './verify/verdict.ts';
export { type VerifyOptions, verifyExtension } from './verify/verify-extension.ts';
