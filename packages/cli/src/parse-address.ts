import { InvalidArgumentError } from 'commander';

/** `HOST:PORT`, `[::1]:PORT` or `:PORT`. */
export function parseAddress(text: string): { readonly host: string; readonly port: number } {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (!match || port > 65_535) throw new InvalidArgumentError('write it as HOST:PORT, for example 127.0.0.1:6443.');
  return { host: match[1] ?? (match[2] || '127.0.0.1'), port };
}
