import { isJsonObject } from '@capstan/schema';
import { formatElement, type PathElement, parseElement, sortElements } from './path-element.ts';

/**
 * A set of fields, as a tree of path elements. A node is either in the set itself (`member`), or only leads to fields below
 * it, or both. Once built, a set is not changed: operations share what stays the same.
 */
export interface FieldSet {
  readonly member: boolean;
  readonly children: ReadonlyMap<PathElement, FieldSet> | undefined;
}

/** A set under construction. */
export interface FieldSetBuilder {
  member: boolean;
  children: Map<PathElement, FieldSetBuilder> | undefined;
}

export const emptySet: FieldSet = { member: false, children: undefined };
export const newSet = (): FieldSetBuilder => ({ member: false, children: undefined });

/** The node of a child, made when it is not there yet. */
export function descend(set: FieldSetBuilder, element: PathElement): FieldSetBuilder {
  set.children ??= new Map();
  const known = set.children.get(element);
  if (known) return known;
  const child = newSet();
  set.children.set(element, child);
  return child;
}

export function insert(set: FieldSetBuilder, path: readonly PathElement[]): void {
  let node = set;
  for (const element of path) node = descend(node, element);
  node.member = path.length > 0; // the object itself is nobody's
}

export function setOf(paths: readonly (readonly PathElement[])[]): FieldSet {
  const set = newSet();
  for (const path of paths) insert(set, path);
  return set;
}

export const isEmpty = (set: FieldSet): boolean => !set.member && set.children === undefined;

export function has(set: FieldSet, path: readonly PathElement[]): boolean {
  let node: FieldSet | undefined = set;
  for (const element of path) node = node?.children?.get(element);
  return path.length > 0 && node?.member === true;
}

export function union(left: FieldSet, right: FieldSet): FieldSet {
  if (left === right || isEmpty(right)) return left;
  if (isEmpty(left)) return right;
  const children = new Map(left.children);
  for (const [element, child] of right.children ?? []) {
    const other = children.get(element);
    children.set(element, other ? union(other, child) : child);
  }
  return node(left.member || right.member, children);
}

export function intersection(left: FieldSet, right: FieldSet): FieldSet {
  const children = new Map<PathElement, FieldSet>();
  for (const [element, child] of left.children ?? []) {
    const other = right.children?.get(element);
    if (other) setChild(children, element, intersection(child, other));
  }
  return node(left.member && right.member, children);
}

/** What is in the first set only. Members count one by one: what is below a member taken away stays. */
export function difference(left: FieldSet, right: FieldSet): FieldSet {
  return subtract(left, right, 'members');
}

/** What is in the first set, without the second's members and everything below them. */
export function differenceBelow(left: FieldSet, right: FieldSet): FieldSet {
  return subtract(left, right, 'subtrees');
}

function subtract(left: FieldSet, right: FieldSet, what: 'members' | 'subtrees'): FieldSet {
  if (isEmpty(right)) return left;
  const children = new Map<PathElement, FieldSet>();
  for (const [element, child] of left.children ?? []) {
    const other = right.children?.get(element);
    if (!other) children.set(element, child);
    else if (what === 'members' || !other.member) setChild(children, element, subtract(child, other, what));
  }
  return node(left.member && !right.member, children);
}

/** Paths of all members; at each level members come first, then what is below. */
export function pathsOf(set: FieldSet): PathElement[][] {
  const paths: PathElement[][] = [];
  collect(set, [], paths);
  return paths;
}

export const formatPath = (path: readonly PathElement[]): string => path.map(formatElement).join('');

/** Reads `fieldsV1`. Throws a `SyntaxError` on what is not a set of fields. */
export function decodeFields(fields: unknown): FieldSet {
  if (!isJsonObject(fields)) throw new SyntaxError('fields are not an object');
  return decode(fields, false);
}

/** Writes `fieldsV1`, sorted. */
export function encodeFields(set: FieldSet): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  if (!set.children) return fields;
  if (set.member) fields['.'] = {};
  for (const element of sortElements([...set.children.keys()])) {
    fields[element] = encodeFields(set.children.get(element) ?? emptySet);
  }
  return fields;
}

function decode(fields: Record<string, unknown>, member: boolean): FieldSet {
  const children = new Map<PathElement, FieldSet>();
  let isMember = member;
  for (const key in fields) {
    if (key === '.') {
      isMember = true;
      continue;
    }
    const element = parseElement(key);
    if (element === undefined) continue;
    const below = fields[key];
    if (!isJsonObject(below)) throw new SyntaxError(`fields below ${key} are not an object`);
    children.set(element, decodeChild(below));
  }
  return node(isMember, children);
}

/** Fields with nothing below them are in the set, others when they say so. */
function decodeChild(fields: Record<string, unknown>): FieldSet {
  const child = decode(fields, false);
  return child.children ? child : leaf;
}

const leaf: FieldSet = { member: true, children: undefined };

function node(member: boolean, children: ReadonlyMap<PathElement, FieldSet>): FieldSet {
  if (children.size > 0) return { member, children };
  return member ? leaf : emptySet;
}

function setChild(children: Map<PathElement, FieldSet>, element: PathElement, child: FieldSet): void {
  if (!isEmpty(child)) children.set(element, child);
}

function collect(set: FieldSet, prefix: PathElement[], paths: PathElement[][]): void {
  if (!set.children) return;
  const elements = sortElements([...set.children.keys()]);
  for (const element of elements) if (set.children.get(element)?.member) paths.push([...prefix, element]);
  for (const element of elements) collect(set.children.get(element) ?? emptySet, [...prefix, element], paths);
}
