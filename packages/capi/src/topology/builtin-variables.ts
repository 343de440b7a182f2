import { isJsonObject, type JsonObject } from '@capstan/schema';
import type { HookVariable } from '../hooks/hook-objects.ts';

/** What Cluster API says of the cluster, and of what an item's template makes, under the variable `builtin`. */
export interface BuiltinVariables {
  readonly cluster?: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly metadata?: Metadata;
    readonly topology?: { readonly version: string; readonly class: string; readonly classRef: Reference };
    readonly network?: {
      readonly serviceDomain?: string;
      readonly services?: readonly string[];
      readonly pods?: readonly string[];
    };
  };
  readonly controlPlane?: Workload & { readonly machineTemplate?: { readonly infrastructureRef: { readonly name: string } } };
  readonly machineDeployment?: Workers;
  readonly machinePool?: Workers;
}

interface Metadata {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Reference {
  readonly name: string;
  readonly namespace: string;
}

interface Workload {
  readonly version: string;
  readonly name: string;
  readonly replicas?: number;
  readonly metadata?: Metadata;
}

interface Workers extends Workload {
  readonly class: string;
  readonly topologyName: string;
  readonly bootstrap?: { readonly configRef: { readonly name: string } };
  readonly infrastructureRef?: { readonly name: string };
}

interface WithVariables {
  readonly variables?: readonly HookVariable[] | null;
}

/** The variable `builtin` of a request, with what an item adds to it. */
export function builtinVariables(request: WithVariables, item?: WithVariables): BuiltinVariables {
  return { ...builtinOf(request), ...builtinOf(item) };
}

function builtinOf({ variables }: WithVariables = {}): JsonObject {
  const value = variables?.find(({ name }) => name === 'builtin')?.value;
  return isJsonObject(value) ? (value as JsonObject) : {}; // parsed JSON
}
