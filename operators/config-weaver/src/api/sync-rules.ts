import type { SchemaType } from '@capstan/schema';

const rules: readonly (readonly [expression: string, message: string])[] = [
  ['has(self.source) != has(self.sources)', 'set either source or sources'],
  [
    'has(self.syncToNamespaces) || has(self.namespaceSelector)',
    'name target namespaces in syncToNamespaces, or select them with namespaceSelector',
  ],
  [
    '!has(self.sources) || self.sources.size() == 1 || has(self.targetName)',
    'several sources make one copy; set targetName to say what it is called',
  ],
  [
    '!has(self.source) || !has(self.source.__namespace__) || !has(self.syncToNamespaces) || !(self.source.__namespace__ in self.syncToNamespaces)',
    'the namespace of the source cannot be a target; take it out of syncToNamespaces',
  ],
  [
    "self.immutable == 'Never' || self.conflictPolicy == 'Refuse'",
    'hashed copies are new objects each time, there is nothing to adopt or merge; leave conflictPolicy at Refuse',
  ],
];

/** Adds what must hold between the fields of a spec, told by the API server in these words. */
export function withSyncRules<Out, In>(spec: SchemaType<Out, In, 'required'>): SchemaType<Out, In, 'required'> {
  return rules.reduce((ruled, [expression, message]) => ruled.rule(expression, message), spec);
}
