import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createSecureContext } from 'node:tls';
import type { ClientCertificate } from '../cluster-config.ts';
import { Token } from '../token.ts';
import type { NamedEntry } from './kubeconfig-file.ts';

/** PEM that a kubeconfig holds in base64 (`…-data`, which wins) or in a file beside it. */
export async function readPem(entry: NamedEntry, field: string): Promise<string | undefined> {
  const dataField = `${field}-data`;
  const data = entry.fields.string(dataField);
  if (data !== undefined) return checkPem(Buffer.from(data, 'base64').toString('utf8'), entry, dataField);
  const file = entry.fields.string(field);
  if (file === undefined) return undefined;
  try {
    return checkPem(await readFile(path.resolve(entry.directory, file), 'utf8'), entry, field);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw entry.fields.error(
      field,
      `cannot read ${path.resolve(entry.directory, file)}`,
      'Check the path and its permissions.',
      error,
    );
  }
}

function checkPem(pem: string, entry: NamedEntry, field: string): string {
  if (pem.includes('-----BEGIN ')) return pem;
  const form = field.endsWith('-data') ? 'base64 of a PEM block' : 'a PEM file';
  throw entry.fields.error(field, `is not ${form}`, 'Copy it again from where the kubeconfig was made.');
}

/** A certificate and its key, which must belong together. */
export async function readClientCertificate(entry: NamedEntry): Promise<ClientCertificate | undefined> {
  const certificate = await readPem(entry, 'client-certificate');
  const key = await readPem(entry, 'client-key');
  if (certificate === undefined && key === undefined) return undefined;
  if (certificate === undefined)
    throw entry.fields.error('client-certificate', 'is missing, but there is a client-key', 'Add it.');
  if (key === undefined) throw entry.fields.error('client-key', 'is missing, but there is a client-certificate', 'Add it.');
  try {
    createSecureContext({ cert: certificate, key });
  } catch {
    // The cause is left out: OpenSSL's messages may quote the input.
    throw entry.fields.error('client-key', 'does not fit the client-certificate, or one of them is damaged', 'Copy both again.');
  }
  return { certificate, key: Token.of(key) };
}
