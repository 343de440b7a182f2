import type { Client } from '@capstan/client';
import type { Controller, ManagerEvent } from '@capstan/runtime';
import type { DefinedResource, Duration, ObjectOf, ObjectRef, ResourceType } from '@capstan/schema';

export interface TestEnvOptions {
  /** Kinds whose CRDs are installed first. */
  readonly resources?: readonly DefinedResource[];
  /** Controllers to run, each as a ServiceAccount bound to its own `rules()`. */
  readonly controllers?: readonly Controller[];
  /** Default: `CAPSTAN_CONTROL_PLANE`, else `'embedded'`. */
  readonly controlPlane?: 'embedded' | 'envtest';
  /**
   * Tells clusters apart in a test that needs several: tests of a file share a real control plane by this name, while an embedded
   * one is new each time. Default: `'default'`.
   */
  readonly cluster?: string;
}

/** What a ServiceAccount is to be allowed in a namespace. */
export interface AllowedCalls {
  readonly namespace: string;
  readonly verbs: readonly string[];
  /** Of one object alone. */
  readonly name?: string;
}

/** A control plane for one test; `await using` ends it. */
export interface TestEnv extends AsyncDisposable {
  readonly controlPlane: 'embedded' | 'envtest';
  /** The server's address. */
  readonly server: string;
  /** As cluster administrator. */
  readonly client: Client;
  /** Path of a kubeconfig file (mode 0600) of the administrator, for programs such as kubectl. */
  readonly kubeconfigPath: string;
  /** What the controllers of this environment reported so far, oldest first. */
  readonly events: readonly ManagerEvent[];
  /** A client with the rights of a ServiceAccount. */
  clientAs(who: { readonly serviceAccount: string; readonly namespace: string }): Promise<Client>;
  /**
   * Waits until the server lets a ServiceAccount do all of this. It takes a Role and its binding, and heeds them a moment later: who
   * acts by them at once may be refused.
   */
  eventuallyAllowed(
    who: { readonly serviceAccount: string; readonly namespace: string },
    resource: ResourceType,
    calls: AllowedCalls,
  ): Promise<void>;
  /** A new namespace, with its default ServiceAccount. */
  namespace(options?: { readonly labels?: Readonly<Record<string, string>> }): Promise<string>;
  /** Waits on a watch until the object satisfies the condition. On time-out: the last object, its events, the last reconciles. */
  eventually<R extends ResourceType>(
    resource: R,
    ref: ObjectRef,
    condition: (object: ObjectOf<R>) => boolean,
    options?: { readonly timeout?: Duration },
  ): Promise<ObjectOf<R>>;
  /** Waits on a watch until there is no such object. */
  eventuallyGone(resource: ResourceType, ref: ObjectRef, options?: { readonly timeout?: Duration }): Promise<void>;
}
