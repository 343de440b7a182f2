import { Pod } from '@capstan/schema';
import { type TestEnv, testEnv } from '@capstan/testenv';
import type { PodSpec } from '../pod-types.ts';
import type { Programs } from '../program.ts';
import { type SimulatedNode, type SimulatedNodeOptions, startSimulatedNode } from '../start-simulated-node.ts';

export interface NodeEnv extends AsyncDisposable {
  readonly env: TestEnv;
  readonly client: TestEnv['client'];
  readonly namespace: string;
  readonly node: SimulatedNode;
  readonly notes: readonly string[];
  create(name: string, spec: PodSpec): Promise<Pod>;
  /** Waits for a phase. */
  reaches(name: string, phase: string): Promise<Pod>;
}

/** A test environment with a node of its own. */
export async function nodeEnv(programs: Programs, options: Partial<SimulatedNodeOptions> = {}): Promise<NodeEnv> {
  await using made = new AsyncDisposableStack();
  const env = made.use(await testEnv());
  const { client } = env;
  const namespace = await env.namespace();
  const notes: string[] = [];
  const node = made.use(
    await startSimulatedNode({
      client,
      name: `node-${namespace}`,
      programs,
      restartBackOff: '10ms',
      retryInterval: '20ms',
      onNote: (text) => notes.push(text),
      ...options,
    }),
  );
  const held = made.move();
  return {
    env,
    client,
    namespace,
    node,
    notes,
    create: (name, spec) => client.create(Pod, { metadata: { name, namespace }, spec }),
    reaches: (name, phase) => env.eventually(Pod, { name, namespace }, ({ status }) => status?.phase === phase),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}
