import type { FieldError } from '@capstan/schema';
import type { MutableObject } from '../served-kind.ts';
import type { NameRule } from './name-rule.ts';

/** What is particular to a kind when its objects are written. */
export interface Strategy {
  /** `metadata.generation` is 1 at first and counts changes of everything but metadata and status. */
  readonly countsGenerations: boolean;
  /** A DELETE answers the object that is gone, not a `Status`. */
  readonly answersDeleted: boolean;
  /** A PUT of an object that isn't there creates it. */
  readonly createdByUpdate: boolean;
  /** A PUT must carry a resourceVersion. */
  readonly updatedConditionally: boolean;
  /** What a deletion that doesn't say does with dependents. */
  readonly orphansByDefault: boolean;
  readonly nameRule: NameRule;
  /** Fills in what Go fills in and the OpenAPI documents don't tell, in place. */
  fillDefaults?(object: MutableObject): void;
  /** Brings a new object into the form that is stored, before it is validated. */
  prepareCreate?(object: MutableObject): void;
  /** The same for a changed object. */
  prepareUpdate?(next: MutableObject, live: MutableObject): void;
  /** Only what a schema can't say. `live` is absent for a create. */
  validate?(object: MutableObject, live: MutableObject | undefined): readonly FieldError[];
  /** Seconds that a deletion gives the object; 0 is at once. Absent: no grace. */
  gracePeriod?(live: MutableObject, asked: number | undefined): number;
  /** Marks an object as being deleted, besides its timestamp. */
  markDeleted?(object: MutableObject): void;
  /** Holds a deleted object although it has no finalizers. */
  isHeld?(object: MutableObject): boolean;
  /** Why it may not be deleted, if it may not. */
  refuseDeletion?(live: MutableObject): string | undefined;
  /** Takes from a request to a subresource what it may change, into a copy of the live object. */
  mergeSubresource?: Readonly<Record<string, (into: MutableObject, from: MutableObject) => void>>;
}
