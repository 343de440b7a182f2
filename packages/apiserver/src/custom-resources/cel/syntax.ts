import type { Value } from './values.ts';

/** Where in the text something stands, in UTF-16 units. */
interface Placed {
  readonly at: number;
}

/** A parsed expression. Macros are expanded: comprehensions are what they become. */
export type Expression =
  | (Placed & { readonly node: 'literal'; readonly type: string; readonly value: Value })
  | (Placed & { readonly node: 'identifier'; readonly name: string })
  | (Placed & {
      readonly node: 'select';
      readonly operand: Expression;
      readonly field: string;
      readonly test: boolean;
      readonly optional: boolean;
    })
  | (Placed & {
      readonly node: 'call';
      readonly name: string;
      readonly target?: Expression;
      readonly args: readonly Expression[];
    })
  | (Placed & { readonly node: 'list'; readonly items: readonly Item[] })
  | (Placed & { readonly node: 'map'; readonly entries: readonly Entry[] })
  | (Placed & { readonly node: 'message'; readonly name: string })
  | Comprehension;

interface Item {
  readonly value: Expression;
  /** `?value`: left out when it is an empty optional. */
  readonly optional: boolean;
}

interface Entry extends Item {
  readonly key: Expression;
}

/** A macro over a list or a map. */
export type Comprehension = Placed & {
  readonly node: 'comprehension';
  readonly kind:
    | 'all'
    | 'exists'
    | 'existsOne'
    | 'filter'
    | 'map'
    | 'transformList'
    | 'transformMap'
    | 'transformMapEntry'
    | 'optMap'
    | 'optFlatMap';
  readonly range: Expression;
  /** One variable (element or key), or two (index or key, and value). */
  readonly variables: readonly string[];
  readonly filter?: Expression;
  readonly step: Expression;
};
