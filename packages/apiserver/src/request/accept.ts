import { StatusError } from '../errors/status-error.ts';

/** How an answer is to be written. */
export interface Representation {
  readonly format: 'json' | 'yaml';
  /** Objects as they are, or turned into something smaller by the server. */
  readonly as: 'object' | 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList';
  /** Of `meta.k8s.io`, for transformed answers. */
  readonly version: 'v1' | 'v1beta1';
}

export const plainJson: Representation = { format: 'json', as: 'object', version: 'v1' };
const transforms: ReadonlySet<string> = new Set(['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList']);

interface AcceptClause {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

/** Chooses what a client prefers of what this server can write; `undefined` when it accepts none of it. */
export function negotiate(
  accept: string | undefined,
  allowed: (as: Representation['as']) => boolean,
): Representation | undefined {
  if (accept === undefined || accept === '' || accept === '*/*' || accept === 'application/json') return plainJson;
  for (const clause of parseAccept(accept)) {
    const format = formatOf(clause.type);
    if (!format) continue;
    const as = clause.parameters.get('as');
    if (as === undefined) return format === 'json' ? plainJson : { format, as: 'object', version: 'v1' };
    const version = clause.parameters.get('v');
    if (clause.parameters.get('g') !== 'meta.k8s.io' || (version !== 'v1' && version !== 'v1beta1')) continue;
    const wanted = as as Representation['as']; // checked on the next line
    if (transforms.has(as) && allowed(wanted)) return { format, as: wanted, version };
  }
  return undefined;
}

/** Clauses of an `Accept` header, the preferred first. */
export function parseAccept(accept: string): readonly AcceptClause[] {
  return accept
    .split(',')
    .map((clause) => {
      const [type = '', ...parameters] = clause.split(';').map((part) => part.trim());
      const pairs = parameters.map((parameter) => parameter.split('=', 2) as [string, string]); // `as=Table`
      const values = new Map(pairs);
      return { type: type.toLowerCase(), parameters: values, quality: Number(values.get('q') ?? 1) };
    })
    .toSorted((a, b) => b.quality - a.quality);
}

function formatOf(type: string): 'json' | 'yaml' | undefined {
  if (type === 'application/json' || type === '*/*' || type === 'application/*') return 'json';
  if (type === 'application/yaml' || type === 'application/x-yaml' || type === 'text/yaml') return 'yaml';
  return undefined;
}

/** No route writes what the client accepts. */
export const notAcceptable = () =>
  new StatusError(
    406,
    'NotAcceptable',
    '406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, application/vnd.kubernetes.protobuf, application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch',
    {},
  );

/** The client accepts only a transformation that the resource does not have. */
export const noSuchTransform = () =>
  new StatusError(
    406,
    'NotAcceptable',
    'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf',
  );
