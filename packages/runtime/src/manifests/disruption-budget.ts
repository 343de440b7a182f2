import { type Deployed, labelled, type Manifest, podLabels } from './manifest.ts';

/** Drains of nodes take one pod at a time. */
export function disruptionBudget(of: Deployed): Manifest {
  const manifest = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: labelled(of),
    spec: { maxUnavailable: 1, selector: { matchLabels: podLabels(of.name) } },
  };
  return manifest;
}
