import type { Manifest } from '@capstan/runtime';
import { stringify } from 'yaml';
import { capstanVersion } from './capstan-version.ts';
import type { ManifestOptions, Operator, OperatorName } from './operators.ts';

/** Stand where Helm fills in; DNS labels, because builders may check names. */
const marks = { namespace: 'helm-release-namespace', image: 'helm-values-image' };
const namespace = '{{ .Values.namespace | default .Release.Namespace }}';
const version = '{{ with .Values.image.digest }}@{{ . }}{{ else }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}';
const image = `{{ .Values.image.repository }}${version}`;

/** What the chart has as its defaults, where that was asked for. */
export interface ChartDefaults {
  /** Default: that of the release. */
  readonly namespace?: string;
  /** Default: Capstan's own, in the chart's version. */
  readonly image?: string;
  readonly certificates: ManifestOptions['certificates'];
}

/**
 * A Helm chart made of an operator's own manifests: files by their path in the chart. Definitions go to `crds/`, which Helm installs
 * and never upgrades or deletes.
 */
export function helmChart(name: OperatorName, operator: Operator, defaults: ChartDefaults): ReadonlyMap<string, string> {
  const manifests = operator.manifests({ ...marks, certificates: defaults.certificates });
  const files = new Map([
    ['Chart.yaml', stringify(chart(name))],
    ['values.yaml', valuesText(values(manifests, defaults))],
  ]);
  for (const manifest of manifests) {
    if (manifest.kind === 'Namespace') continue; // Helm's --create-namespace
    const folder = manifest.kind === 'CustomResourceDefinition' ? 'crds' : 'templates';
    const path = `${folder}/${fileName(manifest)}`;
    files.set(path, folder === 'crds' ? yaml(manifest) : template(manifest));
  }
  return files;
}

function chart(name: OperatorName): object {
  return {
    apiVersion: 'v2',
    name,
    description: `Capstan's ${name}`,
    type: 'application',
    version: capstanVersion,
    appVersion: capstanVersion,
    kubeVersion: '>=1.30.0-0',
  };
}

function values(manifests: readonly Manifest[], { namespace: where = '', image: what }: ChartDefaults): object {
  const { replicas, resources } = deploymentFacts(manifests);
  const { repository, tag, digest } = what === undefined ? ownImage : partsOf(what);
  return { namespace: where, image: { repository, tag, digest, pullPolicy: 'IfNotPresent' }, replicas, resources };
}

/** The tag is the chart's version. */
const ownImage = { repository: 'capstan', tag: '', digest: '' };

/** What is named without a tag is the latest, as everywhere. A digest says more than a tag beside it. */
function partsOf(reference: string): { readonly repository: string; readonly tag: string; readonly digest: string } {
  const [tagged = '', digest = ''] = reference.split('@');
  const [, repository = tagged, tag = 'latest'] = /^(.+):([^:/]+)$/.exec(tagged) ?? [];
  return { repository, tag, digest };
}

const valuesText = (chartValues: object) =>
  stringify(chartValues)
    .replace(/^namespace:/m, '# Where the operator runs; empty: the namespace of the release. Helm makes no other one.\n$&')
    .replace(/^( *)tag:/m, "$1# Empty: the chart's version.\n$&")
    .replace(/^( *)digest:/m, '$1# Instead of the tag: sha256:…\n$&');

interface Deployment {
  readonly spec: {
    readonly replicas: number;
    readonly template: { readonly spec: { readonly containers: readonly [Container] } };
  };
}
interface Container {
  readonly resources: object;
}

function deploymentFacts(manifests: readonly Manifest[]): { readonly replicas: number; readonly resources: object } {
  const { spec } = manifests.find(({ kind }) => kind === 'Deployment') as unknown as Deployment; // every operator has one, of one container
  return { replicas: spec.replicas, resources: spec.template.spec.containers[0].resources };
}

function template(manifest: Manifest): string {
  const text = yaml(manifest.kind === 'Deployment' ? withValues(manifest) : manifest);
  return text
    .replaceAll(marks.namespace, namespace)
    .replaceAll(marks.image, image)
    .replace('replicas: helm-replicas', 'replicas: {{ .Values.replicas }}')
    .replace('imagePullPolicy: helm-pull-policy', 'imagePullPolicy: {{ .Values.image.pullPolicy }}')
    .replace(
      /^( *)resources: helm-resources$/m,
      (_, indent: string) => `${indent}resources:\n${indent}  {{- toYaml .Values.resources | nindent ${indent.length + 2} }}`,
    );
}

/** The Deployment with a word wherever a value of the chart goes. */
function withValues(manifest: Manifest): object {
  const copy = structuredClone(manifest) as unknown as {
    spec: { replicas: unknown; template: { spec: { containers: Record<string, unknown>[] } } };
  };
  copy.spec.replicas = 'helm-replicas';
  for (const container of copy.spec.template.spec.containers) {
    container['resources'] = 'helm-resources';
    container['imagePullPolicy'] = 'helm-pull-policy';
  }
  return copy;
}

function fileName({ kind, metadata }: Manifest): string {
  return kind === 'CustomResourceDefinition'
    ? `${metadata.name}.yaml`
    : `${kind.toLowerCase()}${metadata.name.length > 0 ? `-${metadata.name}` : ''}.yaml`;
}

const yaml = (value: object) => stringify(value, { aliasDuplicateObjects: false, lineWidth: 0 });
