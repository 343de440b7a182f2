import type { Definition, DefinitionNames } from './definition.ts';

interface NamesOutcome {
  readonly acceptedNames: DefinitionNames;
  /** The last conflict found; each conflicting name stays as it was accepted before. */
  readonly conflict?: { readonly reason: string; readonly message: string };
}

/** Which names of a definition may be served beside those that others of its group have taken. */
export function acceptNames(definition: Definition, others: Iterable<Definition>): NamesOutcome {
  const taken = takenNames(definition, others);
  const requested = definition.spec.names;
  const accepted = definition.status?.acceptedNames ?? { plural: '', kind: '' };
  const conflicts: { reason: string; message: string }[] = [];
  const pick = (name: 'plural' | 'singular' | 'kind' | 'listKind', used: ReadonlySet<string>, reason: string): string => {
    const wanted = requested[name] ?? '';
    const before = accepted[name] ?? '';
    if (wanted === before || !used.has(wanted)) return wanted;
    conflicts.push({ reason, message: inUse(wanted) });
    return before;
  };
  const plural = pick('plural', taken.resources, 'PluralConflict');
  const singular = pick('singular', taken.resources, 'SingularConflict');
  const usedShort = (requested.shortNames ?? []).filter(
    (name) => taken.resources.has(name) && !accepted.shortNames?.includes(name),
  );
  if (usedShort.length > 0) conflicts.push({ reason: 'ShortNamesConflict', message: aggregated(usedShort.map(inUse)) });
  const shortNames = (usedShort.length > 0 ? accepted : requested).shortNames ?? [];
  const kind = pick('kind', taken.kinds, 'KindConflict');
  const listKind = pick('listKind', taken.kinds, 'ListKindConflict');
  const categories = requested.categories ?? [];
  const conflict = conflicts.at(-1);
  return {
    acceptedNames: {
      plural,
      ...(singular && { singular }),
      ...(shortNames.length > 0 && { shortNames }),
      kind,
      ...(listKind && { listKind }),
      ...(categories.length > 0 && { categories }),
    },
    ...(conflict && { conflict }),
  };
}

function takenNames(definition: Definition, others: Iterable<Definition>) {
  const resources = new Set<string>();
  const kinds = new Set<string>();
  for (const { metadata, spec, status } of others) {
    const names = status?.acceptedNames;
    if (!names || spec.group !== definition.spec.group || metadata.name === definition.metadata.name) continue;
    for (const name of [names.plural, names.singular, ...(names.shortNames ?? [])]) if (name) resources.add(name);
    for (const name of [names.kind, names.listKind]) if (name) kinds.add(name);
  }
  return { resources, kinds };
}

const inUse = (name: string) => `${JSON.stringify(name)} is already in use`;

const aggregated = (messages: readonly string[]) => (messages.length === 1 ? (messages[0] ?? '') : `[${messages.join(', ')}]`);
