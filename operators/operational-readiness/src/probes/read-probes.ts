import { isApiError } from '@capstan/client';
import {
  ConfigMap,
  EndpointSlice,
  MutatingWebhookConfiguration,
  Node,
  Pod,
  ValidatingWebhookConfiguration,
} from '@capstan/schema';
import { counted } from '../counted.ts';
import { isReady, operatingSystemOf } from '../run/observe-cluster.ts';
import { holds, lacks, type ProbeContext, type ProbeFunction } from './probe-context.ts';

/** The API server says itself that it is ready. */
export const apiServerProbe: ProbeFunction = async (_probe, { workload, signal }) => {
  try {
    await workload.request({ method: 'GET', path: '/readyz', signal });
    return holds('the API server is ready');
  } catch (error) {
    if (!isApiError(error)) throw error;
    return lacks(`the API server is not ready: ${error.message}`);
  }
};

/** There are enough nodes, and all are Ready. */
export const nodesProbe: ProbeFunction = async ({ operatingSystem, atLeast }, { workload, signal }) => {
  const all = await Array.fromAsync(workload.list(Node, { signal }));
  const nodes = all.filter((node) => operatingSystem === undefined || operatingSystemOf(node) === operatingSystem);
  const unready = nodes.filter((node) => !isReady(node));
  const what = operatingSystem === undefined ? 'node' : `${operatingSystem} node`;
  if (nodes.length < atLeast) return lacks(`${counted(nodes.length, what)} of at least ${atLeast}`);
  if (unready.length === 0) return holds(`${counted(nodes.length, what)}, all Ready`);
  return lacks(`${counted(nodes.length, what)}, ${unready.length} not Ready: ${named(unready)}`);
};

/** Names can be looked up: the cluster's DNS has a ready pod. This also takes a working pod network. */
export const dnsProbe: ProbeFunction = async (_probe, { workload, signal }) => {
  const labels = 'k8s-app in (kube-dns,coredns)';
  const pods = await Array.fromAsync(workload.list(Pod, { namespace: 'kube-system', labels, signal }));
  const ready = pods.filter(isReady);
  if (ready.length > 0) return holds(`${counted(pods.length, 'DNS pod')}, ${ready.length} ready`);
  return lacks(
    pods.length === 0
      ? 'there is no pod labelled k8s-app=kube-dns in kube-system'
      : `${counted(pods.length, 'DNS pod')}, none ready: ${named(pods)}`,
  );
};

/** What the API server asks before writes can be reached: services have endpoints, and a write that is not stored passes. */
export const webhooksProbe: ProbeFunction = async (_probe, context) => {
  const { workload, signal } = context;
  const configurations = [
    ...(await Array.fromAsync(workload.list(ValidatingWebhookConfiguration, { signal }))),
    ...(await Array.fromAsync(workload.list(MutatingWebhookConfiguration, { signal }))),
  ];
  const services = configurations.flatMap(({ webhooks }) =>
    (webhooks ?? []).flatMap(({ clientConfig: { service } }) => (service ? [service] : [])),
  );
  for (const { namespace, name } of services) {
    if (!(await hasEndpoint(namespace, name, context)))
      return lacks(`the webhook service ${namespace}/${name} has no ready endpoint`);
  }
  try {
    await workload.create(ConfigMap, { metadata: { name: 'readiness-check', namespace: 'default' } }, { dryRun: true, signal });
  } catch (error) {
    if (isApiError(error, 'InternalError')) return lacks(`a write is refused: ${error.message}`);
    if (!isApiError(error)) throw error; // any other answer was given by something that answers
  }
  return holds(`the webhooks of ${counted(configurations.length, 'configuration')} answer`);
};

async function hasEndpoint(namespace: string, service: string, { workload, signal }: ProbeContext): Promise<boolean> {
  const labels = { 'kubernetes.io/service-name': service };
  for await (const slice of workload.list(EndpointSlice, { namespace, labels, signal })) {
    if (slice.endpoints?.some(({ conditions }) => conditions?.ready !== false)) return true;
  }
  return false;
}

const named = (objects: readonly { readonly metadata: { readonly name: string } }[]) =>
  objects
    .slice(0, 5)
    .map(({ metadata }) => metadata.name)
    .join(', ') + (objects.length > 5 ? ', …' : '');
