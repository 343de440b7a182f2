import type { RoleBinding } from '@capstan/schema';

/** The ServiceAccounts that a binding names, as `namespace/name`. */
export const boundAccounts = ({ subjects = [], metadata }: RoleBinding): readonly string[] =>
  subjects.flatMap(({ kind, name, namespace = metadata.namespace }) =>
    kind === 'ServiceAccount' ? [`${namespace}/${name}`] : [],
  );
