import { byVersionPriority } from '../custom-resources/version-priority.ts';
import type { KindRegistry } from '../resources/served-kind.ts';
import type { ServedResource } from './api-resources.ts';

/** A group with its versions, the preferred first, and what each serves. */
export interface ServedGroup {
  readonly name: string;
  readonly versions: ReadonlyMap<string, readonly ServedResource[]>;
}

/** What the server serves at this moment, by group: built-in groups in their fixed order, then those of custom kinds by name. */
export function servedGroups(registry: KindRegistry): ReadonlyMap<string, ServedGroup> {
  const builtIn = new Map<string, Map<string, ServedResource[]>>();
  const custom = new Map<string, Map<string, ServedResource[]>>();
  for (const kind of registry.kinds) {
    const groups = kind.custom && !builtIn.has(kind.group) ? custom : builtIn;
    const versions = groups.get(kind.group) ?? new Map<string, ServedResource[]>();
    groups.set(kind.group, versions);
    for (const version of kind.versions) {
      const resources = versions.get(version.version);
      if (resources) resources.push({ kind, version });
      else versions.set(version.version, [{ kind, version }]);
    }
  }
  const ordered = [...builtIn, ...[...custom].toSorted(([a], [b]) => (a < b ? -1 : 1))];
  return new Map(ordered.map(([name, versions]) => [name, { name, versions: sorted(versions) }]));
}

function sorted(versions: ReadonlyMap<string, ServedResource[]>): ReadonlyMap<string, readonly ServedResource[]> {
  const entries = [...versions].toSorted(([a], [b]) => byVersionPriority(a, b));
  return new Map(
    entries.map(([version, resources]) => [version, resources.toSorted((a, b) => (a.kind.plural < b.kind.plural ? -1 : 1))]),
  );
}
