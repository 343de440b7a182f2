/** What a request is about. */
export interface RequestTarget {
  /** The parts of its path, decoded. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

/** Reads a request's target; `undefined` for one that cannot be: nobody who listens may fall over it. */
export function readTarget(url = '/'): RequestTarget | undefined {
  try {
    const { pathname, searchParams } = new URL(url, 'https://kubelet');
    return { path: pathname.split('/').slice(1).map(decodeURIComponent), query: searchParams };
  } catch {
    return undefined;
  }
}
