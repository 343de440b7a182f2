import { readFileSync } from 'node:fs';
import { type PluginDefinition, parsePlugin } from '../sonobuoy/plugin-definition.ts';
import type { SonobuoyRun } from '../sonobuoy/sonobuoy-run.ts';

export const recorded = (name: string) => readFileSync(new URL(`./recorded/${name}`, import.meta.url), 'utf8');

export const recordedPlugin = (): PluginDefinition => parsePlugin(recorded('plugin.yaml'), 'op-readiness');

/** The run that was recorded from stock Sonobuoy. */
export function sampleRun(changes: Partial<SonobuoyRun> = {}): SonobuoyRun {
  return {
    namespace: 'sonobuoy',
    permissions: 'ClusterAdmin',
    image: 'sonobuoy/sonobuoy:v0.57.5',
    imagePullPolicy: 'IfNotPresent',
    tolerateControlPlane: false,
    timeoutSeconds: 21_600,
    kubernetesVersion: 'v1.36.3',
    plugins: [recordedPlugin()],
    environment: {},
    owner: { reportUid: 'uid-1', run: 'default/web-basic#1.1', expiresAt: '2026-12-01T00:00:00Z' },
    ...changes,
  };
}
