import { readFile } from 'node:fs/promises';
import { ClientError } from '../client-error.ts';
import type { ClientCertificate } from '../cluster-config.ts';
import type { Credential, Credentials } from './credentials.ts';

/** The kubelet renews a mounted token long before it expires; this often is soon enough to notice. */
const rereadAfterMs = 10_000;

export interface TokenFileOptions {
  /** Milliseconds on any clock that moves forward. */
  readonly now: () => number;
  readonly certificate: ClientCertificate | undefined;
}

/** A token in a file that somebody else renews. Read again at most every 10 s, and after a 401. */
export class TokenFileCredentials implements Credentials {
  readonly #path: string;
  readonly #options: TokenFileOptions;
  #credential: Credential | undefined;
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<Credential> | undefined;

  constructor(path: string, options: TokenFileOptions) {
    this.#path = path;
    this.#options = options;
  }

  current(): Credential | Promise<Credential> {
    if (this.#credential && this.#options.now() - this.#readAt < rereadAfterMs) return this.#credential;
    return this.#readOnce();
  }

  async renew(refused: Credential): Promise<Credential | undefined> {
    const credential = await this.#readOnce();
    return credential === refused ? undefined : credential;
  }

  #readOnce(): Promise<Credential> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #read(): Promise<Credential> {
    try {
      const authorization = `Bearer ${await this.#readToken()}`;
      if (this.#credential?.authorization !== authorization) {
        const { certificate } = this.#options;
        this.#credential = { authorization, ...(certificate && { certificate }) };
      }
    } catch (error) {
      // A file in the middle of being replaced: the last token is still good, or the server will say so.
      if (!this.#credential) throw error;
    }
    this.#readAt = this.#options.now();
    return this.#credential;
  }

  async #readToken(): Promise<string> {
    const hint = 'Check that the file exists and that this process may read it.';
    let token: string;
    try {
      token = (await readFile(this.#path, 'utf8')).trim();
    } catch (cause) {
      throw new ClientError(`cannot read the token file ${this.#path}`, { code: 'TokenUnavailable', cause, hint });
    }
    if (token === '') throw new ClientError(`the token file ${this.#path} is empty`, { code: 'TokenUnavailable', hint });
    return token;
  }
}
