import { capiAnnotations, capiFinalizers, capiLabels, compareKubernetesVersions, type HookName } from '@capstan/capi';
import type { JsonObject } from '@capstan/schema';
import type { TopologyCluster } from '../cluster/topology-cluster.ts';
import { atVersion } from '../requests/build-request.ts';
import { objectNames } from '../requests/templates.ts';
import type { SimulatedClock } from './simulated-clock.ts';

/** Machines that roll from one version to the next. */
interface Machines {
  readonly version: string;
  /** Simulated milliseconds; they are stable from then on. */
  readonly rollingUntil: number;
}

/** Machines that are updated where they are, one after another. */
interface InPlaceUpdate {
  readonly machineDeployment: string;
  readonly version: string;
  /** Of the machine that it is the turn of. */
  readonly index: number;
}

/** What Cluster API would have of a cluster: the Cluster itself, and how far its machines are. */
export class SimulatedCluster {
  readonly #clock: SimulatedClock;
  readonly #offered: readonly string[];
  isDeleted = false;
  #object: TopologyCluster;
  #controlPlane: Machines | undefined;
  #workers = new Map<string, Machines>();
  #inPlace: InPlaceUpdate | undefined;
  #writes = 0;

  constructor(
    object: TopologyCluster,
    { clock, offered }: { readonly clock: SimulatedClock; readonly offered: readonly string[] },
  ) {
    this.#object = object;
    this.#clock = clock;
    this.#offered = offered;
  }

  get object(): TopologyCluster {
    return this.#object;
  }

  /** Versions that the ClusterClass lists for upgrades. */
  get offered(): readonly string[] {
    return this.#offered;
  }

  get target(): string {
    return this.#object.spec.topology.version;
  }

  /** Whether the topology's objects exist: its references are set. */
  get isCreated(): boolean {
    return 'controlPlaneRef' in this.#object.spec;
  }

  get controlPlaneVersion(): string | undefined {
    return this.#controlPlane?.version;
  }

  get isControlPlaneRolling(): boolean {
    return this.#isRolling(this.#controlPlane);
  }

  get areWorkersRolling(): boolean {
    return this.#inPlace !== undefined || [...this.#workers.values()].some((machines) => this.#isRolling(machines));
  }

  get updateInPlace(): InPlaceUpdate | undefined {
    return this.#inPlace;
  }

  /** The oldest version of the workers; none when there are none. */
  get workersVersion(): string | undefined {
    return [...this.#workers.values()].map(({ version }) => version).toSorted(compareKubernetesVersions)[0];
  }

  /** Whether control plane or workers have not taken up the target yet. */
  get isBehind(): boolean {
    return [this.controlPlaneVersion, this.workersVersion].some((version) => version !== undefined && version !== this.target);
  }

  /** Whether Cluster API has nothing left to do. */
  get isSettled(): boolean {
    if (this.#object.metadata.deletionTimestamp !== undefined) return this.isDeleted;
    return this.isCreated && !this.isBehind && this.nextChange === undefined && this.#pendingHooks().length === 0;
  }

  get workerVersions(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#workers].map(([name, { version }]) => [name, version]));
  }

  /** When something that rolls now is done, in simulated milliseconds; none when nothing rolls. */
  get nextChange(): number | undefined {
    const ends = [this.#controlPlane, ...this.#workers.values()].flatMap((machines) => machines?.rollingUntil ?? []);
    return ends.filter((end) => end > this.#clock.now()).toSorted((a, b) => a - b)[0];
  }

  pending(hook: HookName): boolean {
    return this.#pendingHooks().includes(hook);
  }

  owe(...hooks: readonly HookName[]): void {
    this.#setPending([...this.#pendingHooks(), ...hooks]);
  }

  settle(hook: HookName): void {
    this.#setPending(this.#pendingHooks().filter((pending) => pending !== hook));
    if (hook === 'AfterClusterUpgrade') this.#annotate(capiAnnotations.upgradeStep, undefined);
  }

  /** The topology's objects are there, and its machines start. */
  create(initialisingMs: number): void {
    const names = objectNames(this.#object);
    const { metadata, spec } = this.#object;
    const labels = { ...metadata.labels, [capiLabels.clusterName]: metadata.name, [capiLabels.topologyOwned]: '' };
    this.#write({
      metadata: { ...metadata, labels, finalizers: [capiFinalizers.cluster] },
      spec: {
        ...spec,
        controlPlaneEndpoint: { host: '127.0.0.1', port: 6443 },
        controlPlaneRef: { apiGroup: 'controlplane.cluster.x-k8s.io', kind: 'KubeadmControlPlane', name: names.controlPlane },
        infrastructureRef: { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: 'DevCluster', name: names.infraCluster },
      },
    });
    const machines = { version: this.target, rollingUntil: this.#clock.now() + initialisingMs };
    this.#controlPlane = machines;
    for (const { name } of spec.topology.workers?.machineDeployments ?? []) this.#workers.set(name, machines);
  }

  rollControlPlane(version: string, forMs: number): void {
    this.#controlPlane = { version, rollingUntil: this.#clock.now() + forMs };
    this.#annotate(capiAnnotations.upgradeStep, version);
  }

  rollWorkers(name: string, version: string, forMs: number): void {
    this.#workers.set(name, { version, rollingUntil: this.#clock.now() + forMs });
  }

  startUpdateInPlace(machineDeployment: string, version: string): void {
    this.#inPlace = { machineDeployment, version, index: 0 };
  }

  /** The machine is updated: it is the turn of the next, or all are. */
  machineUpdated(): void {
    if (!this.#inPlace) return;
    const { machineDeployment, version, index } = this.#inPlace;
    const { workers } = this.#object.spec.topology;
    const replicas = workers?.machineDeployments?.find(({ name }) => name === machineDeployment)?.replicas ?? 1;
    this.#inPlace = index + 1 < replicas ? { machineDeployment, version, index: index + 1 } : undefined;
    if (!this.#inPlace) this.rollWorkers(machineDeployment, version, 0);
  }

  requestVersion(version: string): void {
    this.#write(atVersion(this.#object, version));
  }

  requestDeletion(): void {
    const deletionTimestamp = new Date(Date.UTC(2026, 0, 2) + this.#clock.now()).toISOString().replace(/\.\d+/, '');
    this.#write({ metadata: { ...this.#object.metadata, deletionTimestamp, deletionGracePeriodSeconds: 0 } });
  }

  #isRolling(machines: Machines | undefined): boolean {
    return machines !== undefined && machines.rollingUntil > this.#clock.now();
  }

  #pendingHooks(): readonly string[] {
    return (this.#object.metadata.annotations?.[capiAnnotations.pendingHooks] ?? '').split(',').filter((name) => name !== '');
  }

  #setPending(hooks: readonly string[]): void {
    this.#annotate(capiAnnotations.pendingHooks, [...new Set(hooks)].toSorted().join(',') || undefined);
  }

  #annotate(key: string, value: string | undefined): void {
    const { [key]: _old, ...others } = this.#object.metadata.annotations ?? {};
    const annotations = value === undefined ? others : { ...others, [key]: value };
    const { annotations: _all, ...metadata } = this.#object.metadata;
    this.#write({ metadata: { ...metadata, ...(Object.keys(annotations).length > 0 && { annotations }) } });
  }

  #write(change: { readonly metadata: TopologyCluster['metadata']; readonly spec?: JsonObject }): void {
    this.#writes += 1;
    const resourceVersion = String(1000 + this.#writes);
    const object = { ...this.#object, ...change, metadata: { ...change.metadata, resourceVersion } };
    this.#object = object as TopologyCluster; // no change takes the topology away
  }
}
