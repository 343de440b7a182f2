export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

/** What a request asks for, read from its method, path and query alone. */
export type RequestInfo =
  | {
      readonly kind: 'resource';
      readonly verb: Verb;
      readonly group: string;
      readonly version: string;
      /** Plural name. */
      readonly resource: string;
      readonly subresource: string;
      /** `''` at cluster scope. */
      readonly namespace: string;
      /** `''` for collections; of `metadata.name=x` when a collection is read with that field selector. */
      readonly name: string;
      readonly path: string;
    }
  | { readonly kind: 'nonResource'; readonly verb: string; readonly path: string };
