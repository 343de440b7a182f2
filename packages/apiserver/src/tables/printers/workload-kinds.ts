import type {
  ControllerRevision,
  CronJob,
  DaemonSet,
  Deployment,
  Job,
  ReplicaSet,
  ReplicationController,
  StatefulSet,
} from '@capstan/schema';
import { boolText, containersText, labelsText, none, orNone, selectorText } from '../cell-text.ts';
import { ageOf, humanDuration } from '../human-duration.ts';
import { type Printer, printer } from '../printer.ts';

const counts = 'Desired:integer · Current:integer · Ready:integer';
const wide = 'Containers* · Images* · Selector*';

export const workloadPrinters: Readonly<Record<string, Printer>> = {
  'deployments.apps': printer<Deployment>(`Name · Ready · Up-to-date · Available · Age · ${wide}`, (deployment, now) => {
    const { metadata, spec, status } = deployment;
    return [
      metadata.name,
      `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
      status?.updatedReplicas ?? 0,
      status?.availableReplicas ?? 0,
      ageOf(metadata.creationTimestamp, now),
      ...containersText(spec?.template.spec),
      selectorText(spec?.selector),
    ];
  }),
  'replicasets.apps': printer<ReplicaSet>(`Name · ${counts} · Age · ${wide}`, ({ metadata, spec, status }, now) => [
    metadata.name,
    spec?.replicas ?? 0,
    status?.replicas ?? 0,
    status?.readyReplicas ?? 0,
    ageOf(metadata.creationTimestamp, now),
    ...containersText(spec?.template?.spec),
    selectorText(spec?.selector),
  ]),
  replicationcontrollers: printer<ReplicationController>(
    `Name · ${counts} · Age · ${wide}`,
    ({ metadata, spec, status }, now) => [
      metadata.name,
      spec?.replicas ?? 0,
      status?.replicas ?? 0,
      status?.readyReplicas ?? 0,
      ageOf(metadata.creationTimestamp, now),
      ...containersText(spec?.template?.spec),
      labelsText(spec?.selector),
    ],
  ),
  'statefulsets.apps': printer<StatefulSet>('Name · Ready · Age · Containers* · Images*', ({ metadata, spec, status }, now) => [
    metadata.name,
    `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
    ageOf(metadata.creationTimestamp, now),
    ...containersText(spec?.template.spec),
  ]),
  'daemonsets.apps': printer<DaemonSet>(
    `Name · ${counts} · Up-to-date:integer · Available:integer · Node Selector · Age · ${wide}`,
    ({ metadata, spec, status }, now) => [
      metadata.name,
      status?.desiredNumberScheduled ?? 0,
      status?.currentNumberScheduled ?? 0,
      status?.numberReady ?? 0,
      status?.updatedNumberScheduled ?? 0,
      status?.numberAvailable ?? 0,
      labelsText(spec?.template.spec?.nodeSelector),
      ageOf(metadata.creationTimestamp, now),
      ...containersText(spec?.template.spec),
      selectorText(spec?.selector),
    ],
  ),
  'jobs.batch': printer<Job>(`Name · Status · Completions · Duration · Age · ${wide}`, (job, now) => [
    job.metadata.name,
    jobStatus(job),
    jobCompletions(job),
    jobDuration(job, now),
    ageOf(job.metadata.creationTimestamp, now),
    ...containersText(job.spec?.template.spec),
    selectorText(job.spec?.selector),
  ]),
  'cronjobs.batch': printer<CronJob>(
    `Name · Schedule · Timezone · Suspend:boolean · Active:integer · Last Schedule · Age · ${wide}`,
    ({ metadata, spec, status }, now) => [
      metadata.name,
      spec?.schedule ?? '',
      orNone(spec?.timeZone),
      boolText(spec?.suspend),
      status?.active?.length ?? 0,
      status?.lastScheduleTime ? ageOf(status.lastScheduleTime, now) : none,
      ageOf(metadata.creationTimestamp, now),
      ...containersText(spec?.jobTemplate.spec?.template.spec),
      selectorText(spec?.jobTemplate.spec?.selector),
    ],
  ),
  'controllerrevisions.apps': printer<ControllerRevision>('Name · Controller · Revision · Age', ({ metadata, revision }, now) => [
    metadata.name,
    controllerText(metadata.ownerReferences),
    revision,
    ageOf(metadata.creationTimestamp, now),
  ]),
};

const jobEnds = ['Complete', 'Failed'];
const jobStates = ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'];

function jobStatus({ metadata, status }: Job): string {
  const holds = (type: string) => status?.conditions?.some((condition) => condition.type === type && condition.status === 'True');
  const end = jobEnds.find(holds);
  if (end) return end;
  if (metadata.deletionTimestamp) return 'Terminating';
  return jobStates.find(holds) ?? 'Running';
}

function jobCompletions({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec?.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec?.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration({ status }: Job, now: number): string {
  if (!status?.startTime) return '';
  const end = status.completionTime ? Date.parse(status.completionTime) : now;
  return humanDuration(end - Date.parse(status.startTime));
}

function controllerText(owners: ControllerRevision['metadata']['ownerReferences']): string {
  const owner = owners?.find(({ controller }) => controller);
  if (!owner) return none;
  const [group] = owner.apiVersion.includes('/') ? owner.apiVersion.split('/') : [''];
  return `${(group ? `${owner.kind}.${group}` : owner.kind).toLowerCase()}/${owner.name}`;
}
