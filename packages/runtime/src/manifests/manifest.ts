import type { KubeObject } from '@capstan/schema';

/** A manifest: an object as `kubectl apply -f` takes it. */
export type Manifest = Pick<KubeObject, 'apiVersion' | 'kind'> & {
  readonly metadata: { readonly name: string; readonly namespace?: string };
};

/** Name and namespace of what is deployed: of its Deployment and all that belongs to it. */
export interface Deployed {
  readonly name: string;
  readonly namespace: string;
}

/** Labels of its pods, which select them too. */
export const podLabels = (name: string): Readonly<Record<string, string>> => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/part-of': 'capstan',
});

/** Metadata of an object that belongs to the pods. */
export const labelled = ({ name, namespace }: Deployed) => ({ name, namespace, labels: podLabels(name) });
