import { type CelFunction, fn } from '../function-table.ts';
import { ArrayList, CelError, LiteralMap, noSuchOverload, Opaque, type Value } from '../values.ts';
import { textOf } from './arguments.ts';

class UrlValue extends Opaque {
  readonly typeName = 'kubernetes.URL';
  readonly url: URL;
  readonly source: string;
  constructor(source: string, url: URL) {
    super();
    this.source = source;
    this.url = url;
  }
  override equals(other: Opaque): boolean {
    return other instanceof UrlValue && other.url.href === this.url.href;
  }
  override toString(): string {
    return this.source;
  }
}

const part = (name: string, result: string, read: (url: UrlValue) => Value): CelFunction =>
  fn(name, [`kubernetes.URL.(): ${result}`], ([value]) => {
    if (!(value instanceof UrlValue)) throw noSuchOverload();
    return read(value);
  });

const withoutBrackets = (host: string) => host.replace(/^\[(.*)\]$/, '$1');

/** Absolute URLs and absolute paths. */
export const urls: readonly CelFunction[] = [
  fn('url', ['(string): kubernetes.URL'], ([text]) => {
    const source = textOf(text);
    const parsed = parseUrl(source);
    if (!parsed)
      throw new CelError(
        `URL parse error during conversion from string: parse ${JSON.stringify(source)}: invalid URI for request`,
      );
    return parsed;
  }),
  fn('isURL', ['(string): bool'], ([text]) => parseUrl(textOf(text)) !== undefined),
  part('getScheme', 'string', ({ source }) => /^([a-zA-Z][\w+.-]*):/.exec(source)?.[1]?.toLowerCase() ?? ''),
  part('getHost', 'string', ({ source }) => authorityOf(source)),
  part('getHostname', 'string', ({ source }) => withoutBrackets(authorityOf(source).replace(/:\d*$/, ''))),
  part('getPort', 'string', ({ source }) => /:(\d*)$/.exec(authorityOf(source))?.[1] ?? ''),
  part('getEscapedPath', 'string', ({ source, url }) => (pathIsEmpty(source) ? '' : url.pathname)),
  part('getQuery', 'map(string, list(string))', ({ url }) => {
    const names = [...new Set(url.searchParams.keys())];
    return new LiteralMap(names.map((name) => [name, new ArrayList(url.searchParams.getAll(name))] as const));
  }),
];

/** `URL` itself leaves out a scheme's usual port. */
const authorityOf = (source: string) => /^[a-zA-Z][\w+.-]*:\/\/(?:[^/?#@]*@)?([^/?#]*)/.exec(source)?.[1] ?? '';

const pathIsEmpty = (source: string) => /^[a-zA-Z][\w+.-]*:(?:\/\/[^/?#]*)?(?:[?#]|$)/.test(source);

function parseUrl(source: string): UrlValue | undefined {
  if (/\p{Cc}/u.test(source) || /\s/.test(authorityOf(source))) return undefined;
  const isPath = source.startsWith('/');
  if (!isPath && !/^[a-zA-Z][\w+.-]*:/.test(source)) return undefined;
  const text = isPath ? `http://localhost${source}` : source;
  return URL.canParse(text) ? new UrlValue(source, new URL(text)) : undefined;
}
