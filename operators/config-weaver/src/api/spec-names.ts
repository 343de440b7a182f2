import { t } from '@capstan/schema';

// Rules in words: a value that does not match a pattern of the schema would be answered with the pattern.

export type SyncedKind = 'ConfigMap' | 'Secret';

interface NameOptions {
  readonly description: string;
  readonly default?: string;
}

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain = `${label}([.]${label})*`;
const name = '[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?';

/** Most characters of the key of a label or an annotation: of its prefix, the slash and the name. */
export const longestMetadataKey = 253 + 1 + 63;

/** The name of a ConfigMap, Secret or ServiceAccount. */
export const objectName = (kind: string, wayOut: string, options: NameOptions) =>
  t
    .string({ ...options, maxLength: 253 })
    .rule(
      `self.matches('^${subdomain}$')`,
      `is no name of a ${kind}; use lowercase letters, digits, - and ., with a letter or digit first and last: ${wayOut}`,
    );

export const namespaceName = (wayOut: string, options: Partial<NameOptions> = {}) =>
  t
    .string({ ...options, maxLength: 63 })
    .rule(
      `self.matches('^${label}$')`,
      `is no name of a namespace; use lowercase letters, digits and -, with a letter or digit first and last: ${wayOut}`,
    );

/** A key of what is copied. */
export const sourceKey = (kind: SyncedKind) =>
  t
    .string({ maxLength: 253 })
    .rule(
      "self.matches('^[-._a-zA-Z0-9]+$') && self != '.' && !self.startsWith('..')",
      `is no key of a ${kind}; write each key in full: letters, digits, -, _ and ., not . alone and not .. first`,
    );

const keyForm = 'use letters, digits, -, _ and ., at most 63, after a DNS name and / if you like';

/** Upper case counts as lower case in the prefix of an annotation's key. */
const metadataKeyPattern = {
  label: `^(${subdomain}/)?${name}$`,
  annotation: `^(${subdomain.replaceAll('a-z', 'A-Za-z')}/)?${name}$`,
} as const;

/** The key of a label or an annotation of the source. */
export const metadataKey = (of: 'label' | 'annotation') =>
  t
    .string({ maxLength: longestMetadataKey })
    .rule(`self.matches('${metadataKeyPattern[of]}')`, `is a key that no ${of} can have; ${keyForm}`);

const keysRule = (of: 'label' | 'annotation') =>
  [
    // Keys of a map have no limit of their own: how long they are comes first.
    `self.all(k, k.size() <= ${longestMetadataKey} && k.matches('${metadataKeyPattern[of]}'))`,
    `has a key that no ${of} can have; ${keyForm}`,
  ] as const;

export const labelKeyRule = keysRule('label');
export const annotationKeyRule = keysRule('annotation');
