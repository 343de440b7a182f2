import type { Impersonation } from '../cluster-config.ts';
import type { Credential } from '../credentials/credentials.ts';

type Headers = Readonly<Record<string, string | string[]>>;

/** Header objects, made once for each pair of media types and reused until the credential changes. */
export class HeaderCache {
  readonly #fixed: Headers;
  #credential: Credential | undefined;
  #byMediaTypes = new Map<string, Headers>();

  constructor(userAgent: string, impersonate: Impersonation | undefined) {
    this.#fixed = { 'user-agent': userAgent, ...(impersonate && impersonationHeaders(impersonate)) };
  }

  headers(credential: Credential, accept: string, contentType: string | undefined): Headers {
    if (credential !== this.#credential) {
      this.#credential = credential;
      this.#byMediaTypes.clear();
    }
    const key = contentType === undefined ? accept : `${accept} ${contentType}`;
    let headers = this.#byMediaTypes.get(key);
    if (!headers) {
      headers = this.#make(credential, accept, contentType);
      this.#byMediaTypes.set(key, headers);
    }
    return headers;
  }

  #make({ authorization }: Credential, accept: string, contentType: string | undefined): Headers {
    return {
      ...this.#fixed,
      accept,
      ...(contentType !== undefined && { 'content-type': contentType }),
      ...(authorization !== undefined && { authorization }),
    };
  }
}

function impersonationHeaders({ user, groups, uid, extra = {} }: Impersonation): Headers {
  const headers: Record<string, string | string[]> = { 'impersonate-user': user };
  if (groups && groups.length > 0) headers['impersonate-group'] = [...groups];
  if (uid !== undefined) headers['impersonate-uid'] = uid;
  for (const [name, values] of Object.entries(extra)) {
    headers[`impersonate-extra-${encodeURIComponent(name.toLowerCase())}`] = [...values];
  }
  return headers;
}
