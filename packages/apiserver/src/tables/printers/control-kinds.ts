import type {
  APIService,
  CertificateSigningRequest,
  ClusterRoleBinding,
  Lease,
  MutatingWebhookConfiguration,
  PriorityClass,
  RoleBinding,
  RuntimeClass,
} from '@capstan/schema';
import { none } from '../cell-text.ts';
import { ageOf, humanDuration } from '../human-duration.ts';
import { type Printer, printer } from '../printer.ts';

const bindingPrinter = printer<RoleBinding | ClusterRoleBinding>(
  'Name · Role · Age · Users* · Groups* · ServiceAccounts*',
  ({ metadata, roleRef, subjects = [] }, now) => {
    const names = (kind: string) => subjects.filter((subject) => subject.kind === kind);
    return [
      metadata.name,
      `${roleRef.kind}/${roleRef.name}`,
      ageOf(metadata.creationTimestamp, now),
      names('User')
        .map(({ name }) => name)
        .join(', '),
      names('Group')
        .map(({ name }) => name)
        .join(', '),
      names('ServiceAccount')
        .map(({ namespace = '', name }) => `${namespace}/${name}`)
        .join(', '),
    ];
  },
);

const webhooksPrinter = printer<MutatingWebhookConfiguration>('Name · Webhooks:integer · Age', ({ metadata, webhooks }, now) => [
  metadata.name,
  webhooks?.length ?? 0,
  ageOf(metadata.creationTimestamp, now),
]);

export const controlPrinters: Readonly<Record<string, Printer>> = {
  'rolebindings.rbac.authorization.k8s.io': bindingPrinter,
  'clusterrolebindings.rbac.authorization.k8s.io': bindingPrinter,
  'mutatingwebhookconfigurations.admissionregistration.k8s.io': webhooksPrinter,
  'validatingwebhookconfigurations.admissionregistration.k8s.io': webhooksPrinter,
  'leases.coordination.k8s.io': printer<Lease>('Name · Holder · Age', ({ metadata, spec }, now) => [
    metadata.name,
    spec?.holderIdentity ?? '',
    ageOf(metadata.creationTimestamp, now),
  ]),
  'apiservices.apiregistration.k8s.io': printer<APIService>(
    'Name · Service · Available · Age',
    ({ metadata, spec, status }, now) => [
      metadata.name,
      spec?.service ? `${spec.service.namespace ?? ''}/${spec.service.name ?? ''}` : 'Local',
      availability(status),
      ageOf(metadata.creationTimestamp, now),
    ],
  ),
  'priorityclasses.scheduling.k8s.io': printer<PriorityClass>(
    'Name · Value:integer · Global-Default:boolean · Age · PreemptionPolicy',
    ({ metadata, value = 0, globalDefault = false, preemptionPolicy = 'PreemptLowerPriority' }, now) => [
      metadata.name,
      value,
      globalDefault,
      ageOf(metadata.creationTimestamp, now),
      preemptionPolicy,
    ],
  ),
  'runtimeclasses.node.k8s.io': printer<RuntimeClass>('Name · Handler · Age', ({ metadata, handler }, now) => [
    metadata.name,
    handler,
    ageOf(metadata.creationTimestamp, now),
  ]),
  'certificatesigningrequests.certificates.k8s.io': printer<CertificateSigningRequest>(
    'Name · Age · SignerName · Requestor · RequestedDuration · Condition',
    ({ metadata, spec, status }, now) => [
      metadata.name,
      ageOf(metadata.creationTimestamp, now),
      spec.signerName || none,
      spec.username ?? '',
      spec.expirationSeconds === undefined ? none : humanDuration(spec.expirationSeconds * 1000),
      requestState(status),
    ],
  ),
};

function availability(status: APIService['status']): string {
  const available = status?.conditions?.find(({ type }) => type === 'Available');
  if (!available) return 'Unknown';
  return available.status === 'True' ? 'True' : `${available.status} (${available.reason ?? ''})`;
}

function requestState(status: CertificateSigningRequest['status']): string {
  const types = new Set((status?.conditions ?? []).map(({ type }) => type));
  const states = ['Denied', 'Approved', 'Failed'].filter((type) => types.has(type));
  const [decided] = states[0] === 'Approved' || states[0] === 'Denied' ? states : ['Pending'];
  return [decided, ...(types.has('Failed') ? ['Failed'] : []), ...(status?.certificate ? ['Issued'] : [])].join(',');
}
