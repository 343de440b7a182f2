import { bytesAt } from '../../encoding/stored-bytes.ts';
import { expired, StatusError } from '../../errors/status-error.ts';
import { type ListOptions, readListOptions, revisionOf } from '../../request/list-options.ts';
import { apiVersionOf } from '../../resources/api-version.ts';
import { commonHeaders } from '../../server/respond.ts';
import { CompactedError } from '../../storage/storage-error.ts';
import type { StoredObject, StoreEvent } from '../../storage/store.ts';
import type { HandlerContext, ResourceRequest } from '../handler-context.ts';
import { type Selection, selectionOf } from '../selection.ts';
import { waitForRevision } from '../wait-for-revision.ts';
import { eventFrame, type FrameForm, objectFrame, type WatchEventType } from './event-frames.ts';
import { watchForm } from './watch-form.ts';
import { WatchStream } from './watch-stream.ts';

const shortestMs = 1_800_000;

/** GET of a collection with `watch=true`. What is wrong with the options is an ordinary failure, all else an event. */
export async function watchObjects(request: ResourceRequest, context: HandlerContext): Promise<void> {
  const { kind, version, query } = request;
  const options = readListOptions(query, 'watch');
  const selection = selectionOf(options, kind, version);
  const from =
    options.resourceVersion === '' ? 0 : revisionOf(options.resourceVersion, (text) => new StatusError(500, undefined, text));
  const form = request.representation.as === 'object' ? undefined : await watchForm(request);
  const { store, watches } = context;
  const stream = new WatchStream(request.response, commonHeaders(request), {
    version,
    tells: toldKind(request),
    bookmarks: options.bookmarks,
    bufferBytes: watches.bufferBytes,
    revision: () => store.revision,
  });
  await new Watch(request, context, stream, { options, selection, from, form }).run();
}

function toldKind({ kind, version, representation }: ResourceRequest) {
  const { as } = representation;
  if (as === 'object') return { kind: kind.kind, apiVersion: apiVersionOf(kind, version) };
  return { kind: as, apiVersion: `meta.k8s.io/${representation.version}` };
}

interface WatchPlan {
  readonly options: ListOptions;
  readonly selection: Selection;
  /** 0: from the state there is. */
  readonly from: number;
  readonly form: FrameForm | undefined;
}

class Watch {
  readonly #request: ResourceRequest;
  readonly #context: HandlerContext;
  readonly #stream: WatchStream;
  readonly #plan: WatchPlan;
  readonly #namespace: string | undefined;
  readonly #held = new DisposableStack();

  constructor(request: ResourceRequest, context: HandlerContext, stream: WatchStream, plan: WatchPlan) {
    this.#request = request;
    this.#context = context;
    this.#stream = stream;
    this.#plan = plan;
    const { kind, info } = request;
    this.#namespace = kind.scope === 'Namespaced' && info.namespace !== '' ? info.namespace : undefined;
  }

  async run(): Promise<void> {
    const { response } = this.#request;
    if (response.destroyed) return;
    this.#held.use(this.#context.watches.add(this.#stream));
    response.once('close', () => this.#held.dispose());
    try {
      const revision = await this.#begin();
      if (this.#held.disposed) return;
      this.#follow(revision);
      this.#stream.expectReading();
      this.#endInTime();
    } catch (error) {
      this.#stream.fail(failureOf(error));
    }
  }

  /** Tells the state to begin with, where one is to be told. Answers the revision from which changes follow. */
  async #begin(): Promise<number> {
    const { options, from } = this.#plan;
    const { store } = this.#context;
    if (options.sendInitialEvents === true) await waitForRevision(store, from);
    if (options.sendInitialEvents === false) return from === 0 ? store.revision : from;
    if (from !== 0 && options.sendInitialEvents === undefined) return from;
    const { items, revision } = store.list(this.#request.kind.storeResource, this.#namespace);
    for (const item of items) this.#tellInitial(item);
    if (options.sendInitialEvents && options.bookmarks) this.#stream.bookmark({ 'k8s.io/initial-events-end': 'true' });
    return revision;
  }

  #tellInitial(item: StoredObject): void {
    const { selection, form } = this.#plan;
    if (selection && !selection(item)) return;
    const { kind, version } = this.#request;
    this.#stream.write(objectFrame('ADDED', bytesAt(item, kind, version), form));
  }

  #follow(revision: number): void {
    const { store } = this.#context;
    this.#held.use(store.subscribe(this.#request.kind.storeResource, revision, (event) => this.#tell(event)));
  }

  #tell(event: StoreEvent): void {
    if (this.#namespace !== undefined && event.object.namespace !== this.#namespace) return;
    const told = toldAs(event, this.#plan.selection);
    if (!told) return;
    const { kind, version } = this.#request;
    this.#stream.write(eventFrame(event, told.type, told.object, kind, version, this.#plan.form));
  }

  #endInTime(): void {
    const { timeoutSeconds } = this.#plan.options;
    const ms = timeoutSeconds ? timeoutSeconds * 1000 : shortestMs * (1 + Math.random());
    const timer = setTimeout(() => {
      this.#stream.bookmark();
      this.#stream.end();
    }, ms);
    timer.unref();
    this.#held.defer(() => clearTimeout(timer));
  }
}

interface Told {
  readonly type: WatchEventType;
  readonly object: StoredObject;
}

const typeOf = { added: 'ADDED', modified: 'MODIFIED', deleted: 'DELETED' } as const;

/** What an event is to a watch: an object that comes into its selection is added, one that leaves it deleted. */
function toldAs(event: StoreEvent, selection: Selection): Told | undefined {
  const { type, object, previous } = event;
  if (!selection) return { type: typeOf[type], object };
  const before = previous !== undefined && selection(previous);
  if (type === 'deleted') return before ? { type: 'DELETED', object } : undefined;
  if (selection(object)) return { type: before ? 'MODIFIED' : 'ADDED', object };
  return before && previous ? { type: 'DELETED', object: previous } : undefined;
}

function failureOf(error: unknown): object {
  if (error instanceof CompactedError) {
    return expired(`too old resource version: ${error.revision} (${error.compacted})`).status;
  }
  if (error instanceof StatusError) return error.status;
  throw error;
}
