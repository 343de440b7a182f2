import { metadataSlice } from '../encoding/metadata-slice.ts';
import { bytesAt } from '../encoding/stored-bytes.ts';
import type { Representation } from '../request/accept.ts';
import type { MutableObject } from '../resources/served-kind.ts';
import { parseIncludeObject, renderTable } from '../tables/render-table.ts';
import type { ResourceRequest } from './handler-context.ts';
import { type ListPage, listMetadata } from './list-objects.ts';

/** An object as the table row or the bare metadata that the client asked for. */
export function transformObject(
  bytes: Buffer,
  request: ResourceRequest,
  columns: 'with columns' | 'without columns' = 'with columns',
): Buffer {
  const { kind, version, representation, query } = request;
  if (representation.as !== 'Table') return partialObject(bytes, representation);
  const object = JSON.parse(bytes.toString()) as MutableObject; // written by this server
  const table = renderTable({
    kind,
    version,
    objects: [object],
    listMeta: { resourceVersion: object.metadata.resourceVersion },
    includeObject: parseIncludeObject(query.get('includeObject')),
    metaVersion: representation.version,
    withColumns: columns === 'with columns',
    now: Date.now(),
  });
  return Buffer.from(`${JSON.stringify(table)}\n`);
}

/** A page of a collection as a table or a list of bare metadata. */
export function transformList(page: ListPage, request: ResourceRequest): Buffer {
  const { kind, version, representation, query } = request;
  const encoded = page.items.map((item) => bytesAt(item, kind, version));
  const metadata = listMetadata(page);
  if (representation.as !== 'Table') {
    const apiVersion = `meta.k8s.io/${representation.version}`;
    const head = `{"kind":"PartialObjectMetadataList","apiVersion":"${apiVersion}","metadata":${JSON.stringify(metadata)},"items":[`;
    const items = encoded.map((bytes) => partialObject(bytes, representation).toString());
    return Buffer.from(`${head}${items.join(',')}]}\n`);
  }
  const table = renderTable({
    kind,
    version,
    objects: encoded.map((bytes) => JSON.parse(bytes.toString()) as MutableObject), // written by this server
    listMeta: metadata,
    includeObject: parseIncludeObject(query.get('includeObject')),
    metaVersion: representation.version,
    now: Date.now(),
  });
  return Buffer.from(`${JSON.stringify(table)}\n`);
}

export function partialObject(bytes: Buffer, { version }: Pick<Representation, 'version'>): Buffer {
  const head = `{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/${version}","metadata":`;
  return Buffer.concat([Buffer.from(head), metadataSlice(bytes), Buffer.from('}')]);
}
