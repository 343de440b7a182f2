import { formatLabelSelector, labelSelectorOf, type ResourceType } from '@capstan/schema';
import type { MetadataCache } from '../controller.ts';
import { Informer, type InformerOptions } from './informer.ts';
import { resourceId } from './object-key.ts';
import type { IndexFunctions } from './object-store.ts';

type SharedOptions = Pick<InformerOptions, 'client' | 'logger' | 'freezeObjects' | 'clock'>;
type Wanted = Pick<InformerOptions, 'metadataOnly' | 'labels' | 'indexes' | 'keep'>;

/** One informer for each kind, representation and selector, however many controllers want it. */
export class CacheRegistry {
  readonly #shared: SharedOptions;
  readonly #informers = new Map<string, Informer>();

  constructor(shared: SharedOptions) {
    this.#shared = shared;
  }

  /** What it keeps and indexes is what the first one to ask for it wanted. */
  informer(resource: ResourceType, wanted: Wanted = { metadataOnly: false }): Informer {
    const id = `${resourceId(resource)} ${wanted.metadataOnly ? 'metadata' : 'full'} ${selectorText(wanted.labels)}`;
    const known = this.#informers.get(id);
    if (known) return known;
    const made = new Informer({ ...this.#shared, resource, indexes: indexesOf(resource), ...wanted });
    this.#informers.set(id, made);
    return made;
  }

  metadata({ resource, keep, indexes = {} }: MetadataCache): Informer {
    // A metadata-only informer is only ever given metadata.
    const wanted = { metadataOnly: true, indexes: indexes as IndexFunctions, keep: keep as InformerOptions['keep'] };
    return this.informer(resource, wanted);
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
