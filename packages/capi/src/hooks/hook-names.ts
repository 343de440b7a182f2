/** The hooks of the Runtime SDK's v1alpha1, in the order of a cluster's life. */
export const hookNames = [
  'Discovery',
  'BeforeClusterCreate',
  'AfterControlPlaneInitialized',
  'BeforeClusterUpgrade',
  'BeforeControlPlaneUpgrade',
  'AfterControlPlaneUpgrade',
  'BeforeWorkersUpgrade',
  'AfterWorkersUpgrade',
  'AfterClusterUpgrade',
  'BeforeClusterDelete',
  'DiscoverVariables',
  'GeneratePatches',
  'ValidateTopology',
  'CanUpdateMachine',
  'CanUpdateMachineSet',
  'UpdateMachine',
  'GenerateUpgradePlan',
] as const;

export type HookName = (typeof hookNames)[number];

/** Hooks that an extension may handle: Discovery is answered for it. */
export type HandledHook = Exclude<HookName, 'Discovery'>;

/** Hooks in the life of a cluster that has a topology. */
export const lifecycleHooks = [
  'BeforeClusterCreate',
  'AfterControlPlaneInitialized',
  'BeforeClusterUpgrade',
  'BeforeControlPlaneUpgrade',
  'AfterControlPlaneUpgrade',
  'BeforeWorkersUpgrade',
  'AfterWorkersUpgrade',
  'AfterClusterUpgrade',
  'BeforeClusterDelete',
] as const satisfies readonly HandledHook[];

export type LifecycleHook = (typeof lifecycleHooks)[number];

/** Hooks whose answer can hold what they precede or follow: it carries `retryAfterSeconds`. */
export type BlockingHook = Exclude<LifecycleHook, 'AfterControlPlaneInitialized'> | 'UpdateMachine';

/** Whether an answer to the hook carries `retryAfterSeconds`. */
export function isBlocking(hook: HookName): hook is BlockingHook {
  return hook === 'UpdateMachine' || (hook !== 'AfterControlPlaneInitialized' && isLifecycle(hook));
}

export function isLifecycle(hook: HookName): hook is LifecycleHook {
  return (lifecycleHooks as readonly HookName[]).includes(hook);
}

export function isHookName(name: string): name is HookName {
  return (hookNames as readonly string[]).includes(name);
}

/** Group and version of every request and response. They are never stored. */
export const hooksApiVersion = 'hooks.runtime.cluster.x-k8s.io/v1alpha1';

/** Path of a handler below an extension's address, as Cluster API calls it: all lower case; Discovery has no handler. */
export function hookPath(hook: HookName, handler?: string): string {
  const path = `/${hooksApiVersion}/${hook.toLowerCase()}`;
  return handler === undefined ? path : `${path}/${handler.toLowerCase()}`;
}
