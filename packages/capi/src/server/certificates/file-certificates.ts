import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorFields } from '@capstan/runtime';
import type { SourceOptions } from './certificate-source.ts';
import { DirectoryChanges } from './directory-changes.ts';
import { checkedCertificate, invalidCertificate, type ServingCertificate, sameCertificate } from './serving-certificate.ts';

/** The certificate in a folder, and each that replaces it. */
export async function* fileCertificates(
  directory: string,
  { signal, clock, logger }: SourceOptions,
): AsyncGenerator<ServingCertificate, void, undefined> {
  using changes = new DirectoryChanges(directory, clock); // before reading, so that nothing falls between
  let current = await readCertificate(directory);
  yield current;
  while (await changes.next(signal)) {
    try {
      const next = await readCertificate(directory);
      if (sameCertificate(current, next)) continue;
      current = next;
      yield next;
    } catch (error) {
      // Certificate and key are two files: one may be there before the other.
      logger.warn({ directory, ...errorFields(error) }, 'cannot use the changed certificate; the last one stays');
    }
  }
}

/** Reads `tls.crt`, `tls.key` and, where it is there, `ca.crt`. */
export async function readCertificate(directory: string): Promise<ServingCertificate> {
  const certificate = await read(join(directory, 'tls.crt'));
  const key = await read(join(directory, 'tls.key'));
  const authority = await readIfThere(join(directory, 'ca.crt'));
  return checkedCertificate({ certificate, key, caBundle: authority ?? certificate }, directory);
}

async function read(path: string): Promise<string> {
  const content = await readIfThere(path);
  if (content === undefined) throw invalidCertificate(`there is no ${path}`);
  return content;
}

export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined; // what node:fs throws
    throw invalidCertificate(`cannot read ${path}`, error);
  }
}
