import { type Deployed, labelled, type Manifest, podLabels } from './manifest.ts';

const tcp = (port: number | string) => ({ protocol: 'TCP', port });
const kubeSystem = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } };

/**
 * Lets in who asks for health and metrics, and lets out what goes to the cluster's DNS and to the API server. A policy can't name the
 * API server, which is no pod and whose address it can't know: its ports are opened, 443 and the 6443 that stands behind it.
 */
export function operatorNetworkPolicy(of: Deployed, healthPort: string): Manifest {
  const manifest = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: labelled(of),
    spec: {
      podSelector: { matchLabels: podLabels(of.name) },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ ports: [tcp(healthPort)] }],
      egress: [{ to: [kubeSystem], ports: [{ protocol: 'UDP', port: 53 }, tcp(53)] }, { ports: [tcp(443), tcp(6443)] }],
    },
  };
  return manifest;
}
