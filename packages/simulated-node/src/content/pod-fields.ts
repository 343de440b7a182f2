import type { Pod } from '@capstan/schema';
import { ContentError } from './content-error.ts';

/** A field of a pod, as the downward API knows it. */
export function podField(pod: Pod, path: string): string {
  const { metadata, spec, status } = pod;
  const keyed = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (keyed?.[2] !== undefined) return metadata[keyed[1] as 'labels' | 'annotations']?.[keyed[2]] ?? ''; // as the pattern says
  switch (path) {
    case 'metadata.name':
      return metadata.name;
    case 'metadata.namespace':
      return metadata.namespace ?? '';
    case 'metadata.uid':
      return metadata.uid;
    case 'metadata.labels':
      return printed(metadata.labels);
    case 'metadata.annotations':
      return printed(metadata.annotations);
    case 'spec.nodeName':
      return spec?.nodeName ?? '';
    case 'spec.serviceAccountName':
      return spec?.serviceAccountName ?? 'default';
    case 'status.hostIP':
    case 'status.hostIPs':
      return status?.hostIP ?? '';
    case 'status.podIP':
    case 'status.podIPs':
      return status?.podIP ?? '';
    default:
      throw new ContentError('CreateContainerConfigError', `unsupported fieldPath: ${path}`);
  }
}

const printed = (values: Readonly<Record<string, string>> = {}) =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join('\n');
