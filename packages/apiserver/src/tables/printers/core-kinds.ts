import type { ConfigMap, Event, Namespace, Node, PodTemplate, ResourceQuota, Secret, ServiceAccount } from '@capstan/schema';
import { containersText, labelsText, orNone } from '../cell-text.ts';
import { ageOf } from '../human-duration.ts';
import { type Printer, printer } from '../printer.ts';

const keys = (value: object | undefined) => Object.keys(value ?? {}).length;

export const corePrinters: Readonly<Record<string, Printer>> = {
  configmaps: printer<ConfigMap>('Name · Data · Age', ({ metadata, data, binaryData }, now) => [
    metadata.name,
    keys(data) + keys(binaryData),
    ageOf(metadata.creationTimestamp, now),
  ]),
  secrets: printer<Secret>('Name · Type · Data · Age', ({ metadata, type, data }, now) => [
    metadata.name,
    type ?? '',
    keys(data),
    ageOf(metadata.creationTimestamp, now),
  ]),
  namespaces: printer<Namespace>('Name · Status · Age', ({ metadata, status }, now) => [
    metadata.name,
    status?.phase ?? '',
    ageOf(metadata.creationTimestamp, now),
  ]),
  serviceaccounts: printer<ServiceAccount>('Name · Age', ({ metadata }, now) => [
    metadata.name,
    ageOf(metadata.creationTimestamp, now),
  ]),
  podtemplates: printer<PodTemplate>('Name · Containers · Images · Pod Labels', ({ metadata, template }) => [
    metadata.name,
    ...containersText(template?.spec),
    labelsText(template?.metadata?.labels),
  ]),
  resourcequotas: printer<ResourceQuota>('Name · Request · Limit · Age', (quota, now) => [
    quota.metadata.name,
    quotaText(quota, (resource) => !resource.startsWith('limits')),
    quotaText(quota, (resource) => resource.startsWith('limits')),
    ageOf(quota.metadata.creationTimestamp, now),
  ]),
  events: printer<Event & NewEvent>(
    'Last Seen · Type · Reason · Object · Subobject* · Source* · Message · First Seen* · Count* · Name*',
    eventCells,
  ),
  nodes: printer<Node>(
    'Name · Status · Roles · Age · Version · Internal-IP* · External-IP* · OS-Image* · Kernel-Version* · Container-Runtime*',
    (node, now) => {
      const address = (type: string) => orNone(node.status?.addresses?.find((entry) => entry.type === type)?.address);
      const info = node.status?.nodeInfo;
      return [
        node.metadata.name,
        nodeStatus(node),
        nodeRoles(node),
        ageOf(node.metadata.creationTimestamp, now),
        info?.kubeletVersion ?? '',
        address('InternalIP'),
        address('ExternalIP'),
        info?.osImage || '<unknown>',
        info?.kernelVersion || '<unknown>',
        info?.containerRuntimeVersion || '<unknown>',
      ];
    },
  ),
};

function quotaText({ status }: ResourceQuota, includes: (resource: string) => boolean): string {
  return Object.entries(status?.hard ?? {})
    .filter(([resource]) => includes(resource))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([resource, hard]) => `${resource}: ${status?.used?.[resource] ?? '0'}/${hard}`)
    .join(', ');
}

function nodeStatus({ spec, status }: Node): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const text = !ready ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return spec?.unschedulable ? `${text},SchedulingDisabled` : text;
}

const rolePrefix = 'node-role.kubernetes.io/';

function nodeRoles({ metadata }: Node): string {
  const roles = Object.entries(metadata.labels ?? {}).flatMap(([key, value]) => {
    if (key.startsWith(rolePrefix)) return [key.slice(rolePrefix.length)];
    return key === 'kubernetes.io/role' ? [value] : [];
  });
  return orNone([...new Set(roles.filter((role) => role !== ''))].toSorted().join(','));
}

/** The same event as `events.k8s.io` has it. */
interface NewEvent {
  readonly regarding?: Event['involvedObject'];
  readonly note?: string;
  readonly deprecatedSource?: Event['source'];
  readonly deprecatedFirstTimestamp?: string;
  readonly deprecatedLastTimestamp?: string;
  readonly deprecatedCount?: number;
  readonly reportingController?: string;
}

function eventCells(event: Event & NewEvent, now: number) {
  const object = event.involvedObject ?? event.regarding;
  const first = event.firstTimestamp ?? event.deprecatedFirstTimestamp ?? event.eventTime;
  const last = event.series ? event.series.lastObservedTime : (event.lastTimestamp ?? event.deprecatedLastTimestamp ?? first);
  const kind = object?.kind?.toLowerCase() ?? '';
  return [
    ageOf(last, now),
    event.type ?? '',
    event.reason ?? '',
    object?.name ? `${kind}/${object.name}` : kind,
    object?.fieldPath ?? '',
    eventSource(event),
    (event.message ?? event.note ?? '').trim(),
    ageOf(first, now),
    event.series?.count ?? ((event.count ?? event.deprecatedCount) || 1),
    event.metadata.name,
  ];
}

function eventSource(event: Event & NewEvent): string {
  const { component, host } = event.source ?? event.deprecatedSource ?? {};
  const [name, instance] = component
    ? [component, host]
    : [event.reportingComponent ?? event.reportingController, event.reportingInstance];
  return instance ? `${name ?? ''}, ${instance}` : (name ?? '');
}
