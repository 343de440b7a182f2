import { applyGeneratedPatches } from '../patches/apply-generated-patches.ts';
import { patchItems, topologyVariables } from '../requests/topology-items.ts';
import type { Simulation, Steps } from './simulation.ts';

/**
 * Has the templates patched and the result validated, as on every reconcile: each handler sees what those before it made.
 * Throws what fails, and patches that do not apply.
 */
export async function* mutateTopology(simulation: Simulation, nextVersion: string | undefined): Steps {
  const { cluster, hooks } = simulation;
  const { object } = cluster;
  const versions = { controlPlane: nextVersion ?? cluster.controlPlaneVersion, workers: cluster.workerVersions };
  const variables = topologyVariables(object);
  let items = patchItems(object, { versions });
  for (const { name } of hooks.registry.handlersOf('GeneratePatches', object)) {
    const answer = yield* hooks.callOne('GeneratePatches', name, { subject: object, request: { variables, items } });
    const generated = applyGeneratedPatches(items, answer);
    const [wrong] = generated.problems;
    if (wrong) yield* hooks.refuse('GeneratePatches', name, wrong.message);
    items = generated.items;
  }
  const result = items.map(({ uid: _uid, ...item }) => item);
  for (const { name } of hooks.registry.handlersOf('ValidateTopology', object))
    yield* hooks.callOne('ValidateTopology', name, { subject: object, request: { variables, items: result } });
}
