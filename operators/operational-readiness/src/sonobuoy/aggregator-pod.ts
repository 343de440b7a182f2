import type { InputOf, Pod } from '@capstan/schema';
import { controlPlaneToleration } from './aggregator-config.ts';
import type { SonobuoyRun } from './sonobuoy-run.ts';

export const aggregatorContainer = 'kube-sonobuoy';
export const aggregatorLabels = { component: 'sonobuoy', 'sonobuoy-component': 'aggregator', tier: 'analysis' } as const;

/** The pod that runs the plugins and gathers their results. It never ends by itself. */
export function aggregatorPodSpec(run: SonobuoyRun): InputOf<typeof Pod>['spec'] {
  return {
    containers: [
      {
        name: aggregatorContainer,
        image: run.image,
        imagePullPolicy: run.imagePullPolicy,
        command: ['/sonobuoy'],
        args: ['aggregator', '--no-exit', '--level=info', '-v=4', '--alsologtostderr'],
        env: [{ name: 'SONOBUOY_ADVERTISE_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }],
        volumeMounts: [
          { mountPath: '/etc/sonobuoy', name: 'sonobuoy-config-volume' },
          { mountPath: '/plugins.d', name: 'sonobuoy-plugins-volume' },
          { mountPath: '/tmp/sonobuoy', name: 'output-volume' },
        ],
      },
    ],
    restartPolicy: 'Never',
    securityContext: { fsGroup: 2000, runAsGroup: 3000, runAsUser: 1000 },
    serviceAccountName: 'sonobuoy-serviceaccount',
    tolerations: [
      { key: 'kubernetes.io/e2e-evict-taint-key', operator: 'Exists' },
      ...(run.tolerateControlPlane ? [controlPlaneToleration] : []),
    ],
    volumes: [
      { name: 'sonobuoy-config-volume', configMap: { name: 'sonobuoy-config-cm' } },
      { name: 'sonobuoy-plugins-volume', configMap: { name: 'sonobuoy-plugins-cm' } },
      { name: 'output-volume', emptyDir: {} },
    ],
  };
}
