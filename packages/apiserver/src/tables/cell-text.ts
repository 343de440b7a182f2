import { formatLabelSelector, labelSelectorOf, type StructuredLabelSelector } from '@capstan/schema';

/** Texts that several kinds' cells share. */
export const none = '<none>';
export const unset = '<unset>';

export const orNone = (text: string | undefined): string => text || none;

/** `a=1,b=2`. */
export function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  const entries = Object.entries(labels ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? none : entries.map(([key, value]) => `${key}=${value}`).join(',');
}

/** Requirements in order of their keys. */
export function selectorText(selector: StructuredLabelSelector | undefined): string {
  if (!selector) return none;
  const requirements = labelSelectorOf(selector).map((requirement) => ({
    ...requirement,
    values: requirement.values.toSorted(),
  }));
  return formatLabelSelector(requirements.toSorted((a, b) => (a.key < b.key ? -1 : 1))) || none;
}

interface Containers {
  readonly containers?: readonly { readonly name: string; readonly image?: string | undefined }[];
}

/** Names of a template's containers, and their images. */
export function containersText(spec: Containers | undefined): readonly [string, string] {
  const containers = spec?.containers ?? [];
  return [containers.map(({ name }) => name).join(','), containers.map(({ image = '' }) => image).join(',')];
}

/** The first three of a list, and how many more there are. */
export function firstThree(items: readonly string[], empty: string): string {
  if (items.length > 3) return `${items.slice(0, 3).join(',')} + ${items.length - 3} more...`;
  return items.join(',') || empty;
}

/** `True`, `False`, or nothing said. */
export const boolText = (value: boolean | undefined): string => (value === undefined ? unset : value ? 'True' : 'False');
