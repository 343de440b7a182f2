import { StatusError } from '../../errors/status-error.ts';

const causes: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connect: connection refused',
  EHOSTUNREACH: 'connect: no route to host',
  ENETUNREACH: 'connect: network is unreachable',
  ETIMEDOUT: 'i/o timeout',
};

/** The 500 of a kubelet that can't be reached, in kube-apiserver's words. */
export function kubeletFailure(
  error: NodeJS.ErrnoException,
  { host, port }: { readonly host: string; readonly port: number },
  prefix: string,
): StatusError {
  const cause = causes[error.code ?? ''];
  const what = cause === undefined ? error.message : `dial tcp ${host.includes(':') ? `[${host}]` : host}:${port}: ${cause}`;
  return new StatusError(500, undefined, `${prefix}${what}`);
}
