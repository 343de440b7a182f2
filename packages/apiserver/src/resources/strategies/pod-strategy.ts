import { isJsonObject } from '@capstan/schema';
import type { MutableObject } from '../served-kind.ts';
import type { Strategy } from './strategy.ts';
import { keepStatusAndAnnotations } from './subresource-merge.ts';

/** Pods begin as Pending and, once they are on a node, get time to end. */
export const podStrategy: Partial<Strategy> = {
  prepareCreate(pod) {
    pod['status'] = { phase: 'Pending' };
  },
  gracePeriod(pod, asked) {
    const { nodeName, terminationGracePeriodSeconds = 30 } = recordOf(pod['spec']);
    const { phase } = recordOf(pod['status']);
    if (!nodeName || phase === 'Succeeded' || phase === 'Failed') return 0;
    return asked ?? Number(terminationGracePeriodSeconds);
  },
  mergeSubresource: {
    status: keepStatusAndAnnotations,
    ephemeralcontainers: keepPart('ephemeralContainers'),
    resize: keepPart('containers'),
    binding(into, from) {
      into['spec'] = from['spec'];
      into['status'] = from['status'];
      if (from.metadata.annotations) into.metadata.annotations = from.metadata.annotations;
    },
  },
};

function keepPart(field: string) {
  return (into: MutableObject, from: MutableObject) => {
    const part = recordOf(from['spec'])[field];
    into['spec'] = { ...recordOf(into['spec']), ...(part !== undefined && { [field]: part }) };
  };
}

const recordOf = (value: unknown): Record<string, unknown> => (isJsonObject(value) ? value : {});
