import type { Client } from '@capstan/client';
import type { Controller, Logger, PolicyRule } from '@capstan/runtime';
import { type DefinedResource, dns1123LabelErrors } from '@capstan/schema';
import { CapiError } from '../capi-error.ts';
import type { HookHandler } from '../hooks/define-hook.ts';
import { hooksApiVersion } from '../hooks/hook-names.ts';
import type { HookResponse } from '../hooks/hook-responses.ts';

/** What work beside the handlers is given. */
export interface BackgroundContext {
  /** The management cluster; `undefined` where the server was started without one. */
  readonly client: Client | undefined;
  /** Aborts once the last call has been answered; what returns soon after is waited for. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

export interface ExtensionDefinition {
  /** A DNS label: the ExtensionConfig's name, and what follows the dot in handlers' full names. */
  readonly name: string;
  readonly handlers: readonly HookHandler[];
  /** What the handlers do with `ctx.client`. */
  readonly rules?: readonly PolicyRule[];
  /** Controllers that go on with what hooks begin; they run in the same process. */
  readonly controllers?: readonly Controller[];
  /** Work beside the handlers, on every replica for as long as it serves: writing behind, for example. */
  readonly background?: (context: BackgroundContext) => Promise<void>;
  /** How much it may write to `/tmp` when it is deployed: `1Gi`. Default: it can write nowhere. */
  readonly scratch?: string;
  /** Kinds of its own, whose CRDs come with its manifests. */
  readonly resources?: readonly DefinedResource[];
  /** Sent along with every request; a ClusterClass patch's own settings win. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Labels of the namespaces whose clusters it is asked about. Default: all namespaces. */
  readonly namespaceLabels?: Readonly<Record<string, string>>;
}

/** A runtime extension: what it answers, and what it needs in a cluster. */
export interface Extension extends Required<Omit<ExtensionDefinition, 'namespaceLabels' | 'scratch'>> {
  readonly scratch?: string;
  readonly namespaceLabels: Readonly<Record<string, string>>;
  /** The answer to Discovery. */
  discovery(): HookResponse<'Discovery'>;
}

/**
 * A runtime extension, to be served, registered and deployed.
 *
 * @example
 * export const gates = extension({ name: 'upgrade-gates', handlers: [gate] });
 */
export function extension(definition: ExtensionDefinition): Extension {
  const { name, handlers } = definition;
  const [wrong] = dns1123LabelErrors(name);
  if (wrong !== undefined)
    throw new CapiError(`the extension name "${name}" is not valid: ${wrong}`, {
      code: 'InvalidExtension',
      hint: 'It becomes the name of an ExtensionConfig: a DNS label of at most 63 characters.',
    });
  checkNames(name, handlers);
  return {
    rules: [],
    controllers: [],
    background: () => Promise.resolve(),
    resources: [],
    settings: {},
    namespaceLabels: {},
    ...definition,
    discovery: () => discovery(handlers),
  };
}

function discovery(handlers: readonly HookHandler[]): HookResponse<'Discovery'> {
  return {
    apiVersion: hooksApiVersion,
    kind: 'DiscoveryResponse',
    status: 'Success',
    handlers: handlers.map(({ name, hook, timeoutSeconds, failurePolicy }) => ({
      name,
      requestHook: { apiVersion: hooksApiVersion, hook },
      timeoutSeconds,
      failurePolicy,
    })),
  };
}

function checkNames(extensionName: string, handlers: readonly HookHandler[]): void {
  const names = handlers.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new CapiError(`two handlers of ${extensionName} are named "${twice}"`, {
    code: 'InvalidHandler',
    hint: 'Cluster API refuses the whole discovery; give each handler a name of its own.',
  });
}
