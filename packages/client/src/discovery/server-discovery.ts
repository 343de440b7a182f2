import { apiVersionOf } from '@capstan/schema';
import { isApiError } from '../api-error.ts';
import type { CallOptions } from '../client.ts';
import { ClientError } from '../client-error.ts';
import type { DiscoveredResource, Discovery, ServerVersion } from '../discovery.ts';
import type { Answer } from '../transport/call-request.ts';
import { decodeJson } from '../verbs/decode.ts';
import { callRequest, json, type Session } from '../verbs/session.ts';
import { discoveryAccept, isAggregated, readAggregated } from './aggregated-discovery.ts';
import { closestNames } from './closest-names.ts';
import { readResourceList, versionPaths } from './legacy-discovery.ts';

/** Versions of a server without aggregated discovery are read this many at a time. */
const concurrentReads = 8;

/** Asks the server what it serves, once. */
export class ServerDiscovery implements Discovery {
  readonly #session: Session;
  #known: Promise<readonly DiscoveredResource[]> | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  async version(options: CallOptions = {}): Promise<ServerVersion> {
    return (await this.#read('/version', json, options)).document as ServerVersion; // what the server answers at /version
  }

  async resources({ signal, timeout }: CallOptions = {}): Promise<readonly DiscoveredResource[]> {
    if (!this.#known) {
      // Shared by all who ask meanwhile, so no one caller's signal ends it.
      const known = this.#readAll(timeout === undefined ? {} : { timeout });
      this.#known = known;
      known.catch(() => {
        if (this.#known === known) this.#known = undefined;
      });
    }
    return waitFor(this.#known, signal);
  }

  async resourceFor(
    object: { readonly apiVersion: string; readonly kind: string },
    options: CallOptions = {},
  ): Promise<DiscoveredResource> {
    const known = this.#known;
    const found = find(await this.resources(options), object);
    if (found) return found;
    // The kind may be newer than what is remembered.
    if (known && this.#known === known) this.refresh();
    const resources = await this.resources(options);
    const late = find(resources, object);
    if (late) return late;
    throw kindNotServed(object, resources);
  }

  refresh(): void {
    this.#known = undefined;
  }

  async #readAll(options: CallOptions): Promise<readonly DiscoveredResource[]> {
    const [core, groups] = await Promise.all([this.#readRoot('/api', options), this.#readRoot('/apis', options)]);
    return [...core, ...groups];
  }

  async #readRoot(path: string, options: CallOptions): Promise<readonly DiscoveredResource[]> {
    const { answer, document } = await this.#read(path, discoveryAccept, options);
    if (isAggregated(answer.headers['content-type'])) return readAggregated(document);
    const paths = versionPaths(document);
    const resources: DiscoveredResource[] = [];
    for (let start = 0; start < paths.length; start += concurrentReads) {
      const versions = paths.slice(start, start + concurrentReads).map((version) => this.#readVersion(version, options));
      for (const found of await Promise.all(versions)) resources.push(...found);
    }
    return resources;
  }

  /** One version. That an extension server is down, or a kind just went, must not hide all the others. */
  async #readVersion(path: string, options: CallOptions): Promise<readonly DiscoveredResource[]> {
    try {
      return readResourceList((await this.#read(path, json, options)).document);
    } catch (error) {
      if (isApiError(error, 'NotFound', 'ServiceUnavailable') && error.code !== 0) return [];
      throw error;
    }
  }

  async #read(
    path: string,
    accept: string,
    options: CallOptions,
  ): Promise<{ readonly answer: Answer; readonly document: unknown }> {
    const request = callRequest(
      this.#session,
      { method: 'GET', path, accept, target: { verb: 'get' }, repeatable: true },
      options,
    );
    const answer = await this.#session.transport.call(request);
    return { answer, document: decodeJson(answer, request) };
  }
}

function find(
  resources: readonly DiscoveredResource[],
  { apiVersion, kind }: { apiVersion: string; kind: string },
): DiscoveredResource | undefined {
  return resources.find((resource) => resource.kind === kind && apiVersionOf(resource) === apiVersion);
}

function kindNotServed(
  { apiVersion, kind }: { apiVersion: string; kind: string },
  resources: readonly DiscoveredResource[],
): ClientError {
  const nameOf = (resource: DiscoveredResource): string => `${resource.kind} of ${apiVersionOf(resource)}`;
  const sameKind = resources.filter((resource) => resource.kind === kind).map(nameOf);
  const names = new Set(
    closestNames(
      kind,
      resources.map((resource) => resource.kind),
    ),
  );
  const closest = sameKind.length > 0 ? sameKind : resources.filter((resource) => names.has(resource.kind)).map(nameOf);
  const isCustom = apiVersion.includes('.');
  return new ClientError(`the server does not serve ${kind} of ${apiVersion}`, {
    code: 'KindNotServed',
    subject: { kind },
    hint:
      closest.length > 0
        ? `It serves ${closest.slice(0, 5).join(', ')}.`
        : isCustom
          ? 'Install its CustomResourceDefinition first.'
          : 'Check apiVersion and kind: kubectl api-resources.',
  });
}

/** A shared result, unless this caller gives up first. */
async function waitFor<T>(shared: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return shared;
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener('abort', onAbort);
  try {
    return await Promise.race([shared, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
