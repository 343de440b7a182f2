import { formatLabelSelector, labelSelectorOf, type ResourceType } from '@capstan/schema';
import { Informer, type InformerOptions } from './informer.ts';
import { resourceId } from './object-key.ts';
import type { IndexFunctions } from './object-store.ts';

type SharedOptions = Pick<InformerOptions, 'client' | 'logger' | 'freezeObjects' | 'clock'>;
type Wanted = Pick<InformerOptions, 'metadataOnly' | 'labels'>;

/** One informer for each kind, representation and selector, however many controllers want it. */
export class CacheRegistry {
  readonly #shared: SharedOptions;
  readonly #informers = new Map<string, Informer>();

  constructor(shared: SharedOptions) {
    this.#shared = shared;
  }

  informer(resource: ResourceType, wanted: Wanted = { metadataOnly: false }): Informer {
    const id = `${resourceId(resource)} ${wanted.metadataOnly ? 'metadata' : 'full'} ${selectorText(wanted.labels)}`;
    const known = this.#informers.get(id);
    if (known) return known;
    const made = new Informer({ ...this.#shared, resource, ...wanted, indexes: indexesOf(resource) });
    this.#informers.set(id, made);
    return made;
  }

  get all(): readonly Informer[] {
    return [...this.#informers.values()];
  }
}

function selectorText(labels: Wanted['labels'] = {}): string {
  return typeof labels === 'string' ? labels : formatLabelSelector(labelSelectorOf({ matchLabels: labels }));
}

/** Kinds made by `defineResource` bring their indexes. */
function indexesOf(resource: ResourceType): IndexFunctions {
  return 'indexes' in resource ? (resource.indexes as IndexFunctions) : {};
}
