import { ConfigMap, Namespace, Pod, Service, ServiceAccount } from '@capstan/schema';
import { aggregatorConfig } from './aggregator-config.ts';
import { aggregatorLabels, aggregatorPodSpec } from './aggregator-pod.ts';
import { permissionObjects } from './permission-objects.ts';
import { pluginConfigMapName, pluginManifest } from './plugin-manifest.ts';
import { type RunObject, runObject } from './run-object.ts';
import type { SonobuoyRun } from './sonobuoy-run.ts';

const labels = { component: 'sonobuoy' };

/**
 * What `sonobuoy run` makes, in its order, so that stock Sonobuoy takes the run for its own. The namespace is always made
 * here; Sonobuoy makes it for cluster-admin only and wants it to be there otherwise.
 */
export function runObjects(run: SonobuoyRun): readonly RunObject[] {
  const { namespace } = run;
  const port = { port: 8080, protocol: 'TCP', targetPort: 8080 } as const;
  return [
    runObject(run, Namespace, {
      metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
    }),
    runObject(run, ServiceAccount, { metadata: { name: 'sonobuoy-serviceaccount', namespace, labels } }),
    ...permissionObjects(run),
    runObject(run, ConfigMap, {
      metadata: { name: 'sonobuoy-config-cm', namespace, labels },
      data: { 'config.json': aggregatorConfig(run) },
    }),
    ...pluginConfigMaps(run),
    runObject(run, Pod, {
      metadata: { name: 'sonobuoy', namespace, labels: aggregatorLabels },
      spec: aggregatorPodSpec(run),
    }),
    runObject(run, Service, {
      metadata: { name: 'sonobuoy-aggregator', namespace, labels: { component: 'sonobuoy', 'sonobuoy-component': 'aggregator' } },
      spec: { ports: [port], selector: { 'sonobuoy-component': 'aggregator' }, type: 'ClusterIP' },
    }),
  ];
}

function pluginConfigMaps(run: SonobuoyRun): readonly RunObject[] {
  const { namespace, kubernetesVersion } = run;
  const plugins = run.plugins.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  const manifests = plugins.map((plugin, index) => {
    const environment = run.environment[plugin.name];
    const manifest = pluginManifest(plugin, { kubernetesVersion, ...(environment && { environment }) });
    return [`plugin-${index}.yaml`, manifest] as const;
  });
  return [
    runObject(run, ConfigMap, {
      metadata: { name: 'sonobuoy-plugins-cm', namespace, labels },
      data: Object.fromEntries(manifests),
    }),
    ...plugins
      .filter(({ configMap }) => Object.keys(configMap).length > 0)
      .map(({ name, configMap: data }) =>
        runObject(run, ConfigMap, { metadata: { name: pluginConfigMapName(name), namespace }, data }),
      ),
  ];
}
