import type {
  EndpointSlice,
  Endpoints,
  Ingress,
  IngressClass,
  NetworkPolicy,
  PodDisruptionBudget,
  Service,
} from '@capstan/schema';
import { firstThree, labelsText, none, orNone, selectorText, unset } from '../cell-text.ts';
import { ageOf } from '../human-duration.ts';
import { type Printer, printer } from '../printer.ts';

export const networkPrinters: Readonly<Record<string, Printer>> = {
  services: printer<Service>('Name · Type · Cluster-IP · External-IP · Port(s) · Age · Selector*', (service, now) => [
    service.metadata.name,
    service.spec?.type ?? '',
    service.spec?.type === 'ExternalName' ? none : orNone(service.spec?.clusterIPs?.[0] ?? service.spec?.clusterIP),
    externalAddress(service),
    servicePorts(service),
    ageOf(service.metadata.creationTimestamp, now),
    labelsText(service.spec?.selector),
  ]),
  endpoints: printer<Endpoints>('Name · Endpoints · Age', ({ metadata, subsets }, now) => [
    metadata.name,
    endpointsText(subsets),
    ageOf(metadata.creationTimestamp, now),
  ]),
  'endpointslices.discovery.k8s.io': printer<EndpointSlice>('Name · AddressType · Ports · Endpoints · Age', (slice, now) => [
    slice.metadata.name,
    slice.addressType,
    firstThree(
      (slice.ports ?? []).map(({ port, name }) => `${port ?? name ?? '*'}`),
      unset,
    ),
    firstThree(slice.endpoints?.flatMap(({ addresses }) => addresses) ?? [], unset),
    ageOf(slice.metadata.creationTimestamp, now),
  ]),
  'ingresses.networking.k8s.io': printer<Ingress>(
    'Name · Class · Hosts · Address · Ports · Age',
    ({ metadata, spec, status }, now) => [
      metadata.name,
      orNone(spec?.ingressClassName),
      firstThree(
        (spec?.rules ?? []).flatMap(({ host }) => (host ? [host] : [])),
        '*',
      ),
      addressesOf(status?.loadBalancer?.ingress),
      spec?.tls?.length ? '80, 443' : '80',
      ageOf(metadata.creationTimestamp, now),
    ],
  ),
  'ingressclasses.networking.k8s.io': printer<IngressClass>('Name · Controller · Parameters · Age', ({ metadata, spec }, now) => [
    metadata.name,
    spec?.controller ?? '',
    parametersText(spec?.parameters),
    ageOf(metadata.creationTimestamp, now),
  ]),
  'networkpolicies.networking.k8s.io': printer<NetworkPolicy>('Name · Pod-Selector · Age', ({ metadata, spec }, now) => [
    metadata.name,
    selectorText(spec?.podSelector),
    ageOf(metadata.creationTimestamp, now),
  ]),
  'poddisruptionbudgets.policy': printer<PodDisruptionBudget>(
    'Name · Min Available · Max Unavailable · Allowed Disruptions:integer · Age',
    ({ metadata, spec, status }, now) => [
      metadata.name,
      `${spec?.minAvailable ?? 'N/A'}`,
      `${spec?.maxUnavailable ?? 'N/A'}`,
      status?.disruptionsAllowed ?? 0,
      ageOf(metadata.creationTimestamp, now),
    ],
  ),
};

type Addresses = readonly { readonly ip?: string | undefined; readonly hostname?: string | undefined }[];

const addressesOf = (ingress: Addresses = []): string =>
  [...new Set(ingress.map(({ ip, hostname }) => ip || hostname || ''))].filter(Boolean).toSorted().join(',');

function externalAddress({ spec, status }: Service): string {
  const external = spec?.externalIPs ?? [];
  switch (spec?.type) {
    case 'ExternalName':
      return spec.externalName ?? '';
    case 'LoadBalancer':
      return [...external, addressesOf(status?.loadBalancer?.ingress)].filter(Boolean).join(',') || '<pending>';
    case 'ClusterIP':
    case 'NodePort':
      return external.join(',') || none;
    default:
      return '<unknown>';
  }
}

function servicePorts({ spec }: Service): string {
  const ports = (spec?.ports ?? []).map(({ port, nodePort, protocol = 'TCP' }) =>
    nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  );
  return ports.join(',') || none;
}

function endpointsText(subsets: Endpoints['subsets']): string {
  if (!subsets?.length) return none;
  const texts = subsets.flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map(({ ip }) => ip)
      : ports.flatMap(({ port }) => addresses.map(({ ip }) => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`))),
  );
  return firstThree(texts, '');
}

function parametersText(parameters: NonNullable<IngressClass['spec']>['parameters']): string {
  if (!parameters) return none;
  const { kind, apiGroup, name } = parameters;
  return apiGroup ? `${kind}.${apiGroup}/${name}` : `${kind}/${name}`;
}
