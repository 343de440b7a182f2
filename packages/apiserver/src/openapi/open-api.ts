import { createHash } from 'node:crypto';
import type { ServedResource } from '../discovery/api-resources.ts';
import { servedGroups } from '../discovery/served-groups.ts';
import { notAcceptable, parseAccept } from '../request/accept.ts';
import { kubernetesVersion } from '../resources/built-in-kinds.ts';
import type { KindRegistry } from '../resources/served-kind.ts';
import { groupVersionDocument } from './group-version-document.ts';
import { swaggerDocument } from './swagger-document.ts';

/** An answer below `/openapi`. Documents are JSON and vary by `Accept`. */
export type OpenApiAnswer =
  | {
      readonly type: 'document';
      readonly body: Buffer;
      /** Quoted, as the header has it; a client that sends it back is answered 304. */
      readonly etag: string;
      /** The hash in the URL was right, so that the answer may be kept for ever. */
      readonly immutable: boolean;
    }
  | { readonly type: 'redirect'; readonly location: string };

export interface OpenApi {
  /**
   * The answer at `/openapi/v2`, `/openapi/v3` or `/openapi/v3/<path>`, with the query's `hash`. `undefined`: nothing is
   * there. Throws a `StatusError` when the client does not accept JSON.
   */
  respond(path: string, hash: string | null, accept: string | undefined): OpenApiAnswer | undefined;
}

interface Published {
  readonly hash: string;
  readonly resources: readonly ServedResource[];
  body?: Buffer;
}

/** OpenAPI documents, each made when it is first asked for and kept until a kind in it changes. */
export function createOpenApi({ registry }: { readonly registry: KindRegistry }): OpenApi {
  let version = -1;
  let documents = new Map<string, Published>();
  let index: OpenApiAnswer | undefined;
  let swagger: OpenApiAnswer | undefined;

  const refresh = () => {
    if (version === registry.version) return;
    documents = publishedVersions(registry, documents);
    index = undefined;
    swagger = undefined;
    version = registry.version;
  };

  return {
    respond(path, hash, accept) {
      if (!acceptsJson(accept)) throw notAcceptable();
      refresh();
      if (path === '/openapi/v2') {
        swagger ??= documentOf(swaggerDocument([...documents.values()].flatMap(({ resources }) => resources)));
        return swagger;
      }
      if (path === '/openapi/v3' || path === '/openapi/v3/') {
        index ??= documentOf(indexOf(documents));
        return index;
      }
      const name = path.slice('/openapi/v3/'.length);
      const published = path.startsWith('/openapi/v3/') ? documents.get(name) : undefined;
      if (!published) return undefined;
      if (hash && hash !== published.hash) return { type: 'redirect', location: `/openapi/v3/${name}?hash=${published.hash}` };
      published.body ??= Buffer.from(JSON.stringify(groupVersionDocument(published.resources)));
      return { type: 'document', body: published.body, etag: `"${published.hash}"`, immutable: hash !== null };
    },
  };
}

function publishedVersions(registry: KindRegistry, before: ReadonlyMap<string, Published>): Map<string, Published> {
  const published = new Map<string, Published>();
  for (const { name: group, versions } of servedGroups(registry).values()) {
    for (const [version, resources] of versions) {
      const path = group === '' ? `api/${version}` : `apis/${group}/${version}`;
      const hash = hashOf(JSON.stringify([kubernetesVersion(), path, resources.map(identityOf)]));
      const kept = before.get(path);
      published.set(path, kept?.hash === hash ? kept : { hash, resources });
    }
  }
  return published;
}

/** What a document depends on, so that its hash is known before it is made. */
const identityOf = ({ kind, version }: ServedResource) =>
  kind.custom ? [kind.kind, kind.listKind, kind.plural, kind.scope, version.schemaVersion, version.subresources] : kind.kind;

const hashOf = (data: string | Buffer) => createHash('sha512').update(data).digest('hex').toUpperCase();

const indexOf = (documents: ReadonlyMap<string, Published>) => ({
  paths: Object.fromEntries(
    [...documents]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, { hash }]) => [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` }]),
  ),
});

function documentOf(content: object): OpenApiAnswer {
  const body = Buffer.from(JSON.stringify(content));
  return { type: 'document', body, etag: `"${hashOf(body)}"`, immutable: false };
}

const jsonTypes = new Set(['application/json', 'application/*', '*/*']);

const acceptsJson = (accept: string | undefined) => !accept || parseAccept(accept).some(({ type }) => jsonTypes.has(type));
