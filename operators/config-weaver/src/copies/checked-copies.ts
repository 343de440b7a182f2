import type { ObjectMeta, ObjectRef } from '@capstan/schema';

interface Checked {
  readonly ref: ObjectRef;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly revision: string;
  /** Whether this process made it. */
  readonly isMade: boolean;
}

/**
 * Copies whose content was seen to be right, by the version that was seen. Saves reading them again; who starts without
 * it only reads more. Also tells of copies that were just made and that no cache shows yet.
 */
export class CheckedCopies {
  readonly #bySync = new Map<string, Map<string, Checked>>();

  remember(syncUid: string, { name, namespace, uid, resourceVersion }: ObjectMeta, revision: string, how?: 'made'): void {
    const copies = this.#bySync.get(syncUid) ?? new Map<string, Checked>();
    const before = copies.get(`${namespace}/${name}`);
    const isMade = how === 'made' || (before?.isMade === true && before.uid === uid);
    copies.set(`${namespace}/${name}`, { ref: { name, namespace }, uid, resourceVersion, revision, isMade });
    this.#bySync.set(syncUid, copies);
  }

  get(syncUid: string, { name, namespace }: ObjectRef): Checked | undefined {
    return this.#bySync.get(syncUid)?.get(`${namespace}/${name}`);
  }

  all(syncUid: string): readonly Checked[] {
    return [...(this.#bySync.get(syncUid)?.values() ?? [])];
  }

  /** The uids of copies that this process made. */
  made(syncUid: string): readonly string[] {
    return this.all(syncUid).flatMap(({ uid, isMade }) => (isMade ? [uid] : []));
  }

  forget(syncUid: string, { name, namespace }: ObjectRef): void {
    this.#bySync.get(syncUid)?.delete(`${namespace}/${name}`);
  }

  forgetSync(syncUid: string): void {
    this.#bySync.delete(syncUid);
  }
}

/** Whether a version is older than another of the same kind. Versions are numbers that grow (KEP-5504). */
export const isOlder = (left: string, right: string): boolean =>
  left.length === right.length ? left < right : left.length < right.length;
