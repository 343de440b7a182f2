export type { Mount, PodFiles } from './content/pod-files.ts';
export { NodeError, type NodeErrorCode } from './node-error.ts';
export type { Container } from './pod-types.ts';
export type { ExecProgram, ExecStreams, Program, ProgramContext, Programs, SimulatedImage } from './program.ts';
export type { ProgressUpdate } from './sonobuoy/aggregator/progress.ts';
export type { ArchiveFault } from './sonobuoy/archive/archive-fault.ts';
export type { PluginContext, PluginProgram } from './sonobuoy/plugin-program.ts';
export { type SonobuoyOptions, sonobuoyPrograms } from './sonobuoy/sonobuoy-programs.ts';
export { type SimulatedNode, type SimulatedNodeOptions, startSimulatedNode } from './start-simulated-node.ts';
