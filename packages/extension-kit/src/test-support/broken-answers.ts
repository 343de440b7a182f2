import { type HookRequests, hooksApiVersion } from '@capstan/capi';
import type { JsonObject } from '@capstan/schema';

/** What can be wrong with what it announces or answers. */
export type AnswerDefect =
  | 'handler-name-with-dot'
  | 'two-handlers-of-one-name'
  | 'two-handlers-of-updates'
  | 'unknown-hook'
  | 'timeout-of-45s'
  | 'policy-of-its-own'
  | 'other-discovery-each-time'
  | 'no-status'
  | 'no-retry'
  | 'retry-in-words'
  | 'negative-retry'
  | 'retry-where-none-can'
  | 'kind-of-another-hook'
  | 'clock-in-message'
  | 'repeats-settings'
  | 'patch-for-strange-uid'
  | 'patch-not-base64'
  | 'patch-does-not-apply'
  | 'patch-of-metadata'
  | 'patch-of-version'
  | 'random-patch'
  | 'refuses-its-own-patch'
  | 'update-patch-does-not-apply'
  | 'variable-without-type'
  | 'plan-skips-minor';

export const handledHooks = [
  'BeforeClusterCreate',
  'AfterControlPlaneInitialized',
  'DiscoverVariables',
  'GeneratePatches',
  'ValidateTopology',
  'CanUpdateMachineSet',
  'GenerateUpgradePlan',
] as const;

export type BrokenHook = (typeof handledHooks)[number];

/** What a small extension says, good but for one defect. */
export class BrokenAnswers {
  readonly #defect: string | undefined;
  #calls = 0;
  #discoveries = 0;

  constructor(defect: string | undefined) {
    this.#defect = defect;
  }

  nameOf(hook: BrokenHook): string {
    return hook === 'BeforeClusterCreate' && this.#has('handler-name-with-dot') ? 'before.create' : hook.toLowerCase();
  }

  discovery(): object {
    this.#discoveries += 1;
    const announce = (name: string, hook: string, change: object = {}) => ({
      ...{ name, requestHook: { apiVersion: hooksApiVersion, hook }, timeoutSeconds: 30, failurePolicy: 'Fail' },
      ...change,
    });
    const first = {
      ...(this.#has('timeout-of-45s') && { timeoutSeconds: 45 }),
      ...(this.#has('policy-of-its-own') && { failurePolicy: 'Perhaps' }),
      ...(this.#defect === 'never-answers' && { timeoutSeconds: 1 }),
    };
    const handlers = handledHooks.map((hook, index) => announce(this.nameOf(hook), hook, index === 0 ? first : {}));
    if (this.#has('two-handlers-of-one-name')) handlers.push(announce('beforeclustercreate', 'BeforeClusterCreate'));
    if (this.#has('two-handlers-of-updates')) handlers.push(announce('another', 'CanUpdateMachineSet'));
    if (this.#has('unknown-hook')) handlers.push(announce('after-cluster-delete', 'AfterClusterDelete'));
    if (this.#has('other-discovery-each-time') && this.#discoveries > 1) handlers.pop();
    return { apiVersion: hooksApiVersion, kind: 'DiscoveryResponse', status: 'Success', handlers };
  }

  answer(hook: BrokenHook, request: JsonObject): object {
    this.#calls += 1;
    const kind = this.#has('kind-of-another-hook') ? 'DiscoveryResponse' : `${hook}Response`;
    const common = { apiVersion: hooksApiVersion, kind, status: 'Success', message: this.#message(request) };
    switch (hook) {
      case 'BeforeClusterCreate':
        return { ...common, ...this.#blocking() };
      case 'AfterControlPlaneInitialized':
        return { ...common, ...(this.#has('retry-where-none-can') && { retryAfterSeconds: 5 }) };
      case 'DiscoverVariables': {
        const openAPIV3Schema = this.#has('variable-without-type') ? {} : { type: 'string', default: 'hello' };
        return { ...common, variables: [{ name: 'greeting', required: false, schema: { openAPIV3Schema } }] };
      }
      case 'GeneratePatches':
        return { ...common, items: this.#patches(request as unknown as HookRequests['GeneratePatches']) }; // of this hook's path
      case 'ValidateTopology': {
        const isRefused = this.#has('refuses-its-own-patch') && JSON.stringify(request).includes('preKubeadmCommands');
        return { ...common, ...(isRefused && { status: 'Failure', message: 'no commands, please' }) };
      }
      case 'CanUpdateMachineSet': {
        const path = this.#has('update-patch-does-not-apply') ? '/spec/not/there' : '/spec/template/spec/version';
        return {
          ...common,
          machineSetPatch: { patchType: 'JSONPatch', patch: encode([{ op: 'replace', path, value: 'v1.35.0' }]) },
        };
      }
      case 'GenerateUpgradePlan': {
        const to = this.#has('plan-skips-minor') ? 'v1.99.0' : request['toKubernetesVersion'];
        const isThere = request['fromControlPlaneKubernetesVersion'] === to;
        return { ...common, controlPlaneUpgrades: isThere ? [] : [{ version: to }] };
      }
      default:
        return hook satisfies never;
    }
  }

  failure(hook: BrokenHook, message: string): object {
    const wait = hook === 'BeforeClusterCreate' ? { retryAfterSeconds: 0 } : {};
    return { apiVersion: hooksApiVersion, kind: `${hook}Response`, status: 'Failure', message, ...wait };
  }

  #blocking(): object {
    if (this.#has('no-retry')) return {};
    if (this.#has('retry-in-words')) return { retryAfterSeconds: '5' };
    if (this.#has('no-status')) return { status: undefined, retryAfterSeconds: 0 };
    return { retryAfterSeconds: this.#has('negative-retry') ? -1 : 0 };
  }

  #message({ settings }: JsonObject): string {
    if (this.#has('clock-in-message')) return `checked for the ${this.#calls}th time`;
    return this.#has('repeats-settings') ? `settings: ${JSON.stringify(settings)}` : '';
  }

  #patches({ items }: HookRequests['GeneratePatches']): readonly object[] {
    const template = items.find(({ object }) => object.kind === 'KubeadmControlPlaneTemplate');
    if (!template) return [];
    const uid = this.#has('patch-for-strange-uid') ? 'somebody-else' : template.uid;
    const patch = this.#has('patch-not-base64') ? 'AAAA' : encode([this.#operation()]);
    return [{ uid, patchType: 'JSONPatch', patch }];
  }

  #operation(): object {
    const spec = '/spec/template/spec';
    if (this.#has('patch-does-not-apply')) return { op: 'replace', path: `${spec}/not/there`, value: 1 };
    if (this.#has('patch-of-metadata')) return { op: 'add', path: '/metadata/labels', value: { team: 'shop' } };
    if (this.#has('patch-of-version')) return { op: 'add', path: `${spec}/version`, value: 'v1.20.0' };
    const value = [`echo ${this.#has('random-patch') ? this.#calls : 'hi'}`];
    return { op: 'add', path: `${spec}/kubeadmConfigSpec/preKubeadmCommands`, value };
  }

  #has(defect: AnswerDefect): boolean {
    return this.#defect === defect;
  }
}

function encode(document: unknown): string {
  return Buffer.from(JSON.stringify(document)).toString('base64');
}
