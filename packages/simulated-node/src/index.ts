export type { Mount, PodFiles } from './content/pod-files.ts';
export { NodeError, type NodeErrorCode } from './node-error.ts';
export type { Container } from './pod-types.ts';
export type { ExecProgram, ExecStreams, Program, ProgramContext, Programs, SimulatedImage } from './program.ts';
export { type SimulatedNode, type SimulatedNodeOptions, startSimulatedNode } from './start-simulated-node.ts';
