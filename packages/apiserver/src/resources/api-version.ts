/** `v1`, or `group/version`. */
export const apiVersionOf = ({ group }: { readonly group: string }, { version }: { readonly version: string }): string =>
  group === '' ? version : `${group}/${version}`;
