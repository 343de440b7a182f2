import { X509Certificate } from 'node:crypto';
import { dirname } from 'node:path';
import { errorFields } from '@capstan/runtime';
import { CapiError } from '../../capi-error.ts';
import type { SourceOptions } from './certificate-source.ts';
import { DirectoryChanges } from './directory-changes.ts';
import { readIfThere } from './file-certificates.ts';

/** The PEM of a file of authorities whose clients may call, and each that replaces it. */
export async function* clientAuthorities(
  path: string,
  { signal, clock, logger }: SourceOptions,
): AsyncGenerator<string, void, undefined> {
  using changes = new DirectoryChanges(dirname(path), clock);
  let current = await read(path);
  yield current;
  while (await changes.next(signal)) {
    try {
      const next = await read(path);
      if (next === current) continue;
      current = next;
      yield next;
    } catch (error) {
      logger.warn({ path, ...errorFields(error) }, 'cannot use the changed client authorities; the last ones stay');
    }
  }
}

async function read(path: string): Promise<string> {
  const content = await readIfThere(path);
  try {
    if (content !== undefined) new X509Certificate(content);
  } catch {
    throw refused(`${path} is not PEM`);
  }
  if (content === undefined) throw refused(`there is no ${path}`);
  return content;
}

const refused = (message: string) =>
  new CapiError(message, { code: 'InvalidCertificate', hint: 'clientCaFile is PEM with the authorities of callers.' });
