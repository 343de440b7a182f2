import { bytesAt } from '../../encoding/stored-bytes.ts';
import type { ServedKind, ServedVersion } from '../../resources/served-kind.ts';
import type { StoredObject, StoreEvent } from '../../storage/store.ts';

export type WatchEventType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';

/** Turns an object's bytes into what a watch tells, where clients want something else than the object. */
export interface FrameForm {
  /** The same for watches that tell the same; absent where each tells its own. */
  readonly key?: string;
  readonly encode: (bytes: Buffer) => Buffer;
}

interface Frame {
  readonly type: WatchEventType;
  readonly version: ServedVersion;
  readonly form: string;
  readonly bytes: Buffer;
}

const framesOf = new WeakMap<StoreEvent, Frame[]>();

/**
 * What a watch writes for a store's event: one line, framed for a chunked answer. Made once for all watches that tell it
 * the same way.
 */
export function eventFrame(
  event: StoreEvent,
  type: WatchEventType,
  object: StoredObject,
  kind: ServedKind,
  version: ServedVersion,
  form: FrameForm | undefined,
): Buffer {
  const key = form ? form.key : '';
  const encode = () => objectFrame(type, bytesOf(event, type, object, kind, version), form);
  if (key === undefined) return encode();
  let frames = framesOf.get(event);
  if (!frames) {
    frames = [];
    framesOf.set(event, frames);
  }
  for (const frame of frames) if (frame.type === type && frame.version === version && frame.form === key) return frame.bytes;
  const bytes = encode();
  frames.push({ type, version, form: key, bytes });
  return bytes;
}

/** Of an object that left a selection: the last state that matched, with the revision at which it ceased to. */
function bytesOf(
  event: StoreEvent,
  type: WatchEventType,
  object: StoredObject,
  kind: ServedKind,
  version: ServedVersion,
): Buffer {
  if (type !== 'DELETED' || event.type !== 'modified') return bytesAt(object, kind, version);
  const last = JSON.parse(bytesAt(object, kind, version).toString()) as { metadata: { resourceVersion: string } }; // written by this server
  last.metadata.resourceVersion = String(event.object.revision);
  return Buffer.from(JSON.stringify(last));
}

/** One line of a watch, framed. */
export function objectFrame(type: WatchEventType, bytes: Buffer, form?: FrameForm): Buffer {
  const body = form ? form.encode(bytes) : bytes;
  const end = body[body.length - 1] === newline ? body.length - 1 : body.length;
  const head = `{"type":"${type}","object":`;
  const length = head.length + end + 2;
  return Buffer.concat([Buffer.from(`${length.toString(16)}\r\n${head}`), body.subarray(0, end), lineEnd]);
}

const newline = 0x0a;
const lineEnd = Buffer.from('}\n\r\n');
