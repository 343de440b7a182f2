import { pathToFileURL } from 'node:url';
import type { Extension } from '@capstan/capi';
import { UserError } from '../../report-error.ts';

/** Imports a module and gives the extensions that it exports, each once. */
export async function loadExtensions(module: string): Promise<readonly Extension[]> {
  const exported = (await import(pathToFileURL(module).href)) as Readonly<Record<string, unknown>>; // any module's namespace is this
  const found = new Set(Object.values(exported).filter(isExtension));
  if (found.size > 0) return [...found];
  const names = Object.keys(exported).join(', ') || 'nothing';
  throw new UserError(`${module} exports no extension, but ${names}`, {
    hint: 'Export what extension() gives: export const gates = extension({ name, handlers }).',
  });
}

/** By its shape: the extension may have been made by another copy of @capstan/capi. */
function isExtension(value: unknown): value is Extension {
  if (typeof value !== 'object' || value === null) return false;
  return 'name' in value && 'handlers' in value && 'discovery' in value && typeof value.discovery === 'function';
}
