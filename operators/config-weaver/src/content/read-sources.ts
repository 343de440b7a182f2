import { isApiError, type ObjectClient } from '@capstan/client';
import type { ObjectMeta } from '@capstan/schema';
import { accountOf, type Sync } from '../api/sync.ts';
import { sourcesOf } from '../api/sync-indexes.ts';
import { lacks } from '../rights/rights.ts';
import type { Source } from './compose.ts';
import { contentOf } from './content.ts';
import type { CopyKind } from './copy-kind.ts';

/** A source as it was read, with what it says about itself. */
export interface ReadSource extends Source {
  readonly metadata: ObjectMeta;
}

export type SourcesRead =
  | { readonly ok: true; readonly sources: readonly ReadSource[] }
  | { readonly ok: false; readonly reason: 'NotFound' | 'Forbidden'; readonly message: string };

/** Reads all sources with the tenant's token. One that is missing or forbidden is as if none were there. */
export async function readSources(sync: Sync, kind: CopyKind, tenant: ObjectClient, signal: AbortSignal): Promise<SourcesRead> {
  const sources: ReadSource[] = [];
  for (const ref of sourcesOf(sync)) {
    try {
      const object = await tenant.find(kind.resource, ref, { signal });
      if (!object) {
        const message = `${kind.resource.kind} ${ref.namespace}/${ref.name} does not exist`;
        return { ok: false, reason: 'NotFound', message };
      }
      sources.push({ ref, content: contentOf(object), metadata: object.metadata });
    } catch (error) {
      if (!isApiError(error, 'Forbidden')) throw error;
      const message = lacks(accountOf(sync), 'get', kind.resource, ref.namespace);
      return { ok: false, reason: 'Forbidden', message };
    }
  }
  return { ok: true, sources };
}
