import type { Socket } from 'node:net';
import { type PeerCertificate, TLSSocket } from 'node:tls';
import type { UserInfo } from './user-info.ts';
import { authenticatedGroup } from './well-known-users.ts';

/** What a connection's client certificate says. */
export type CertificateResult =
  | { readonly kind: 'none' }
  /** Not from our CA, not valid now, or not for clients. */
  | { readonly kind: 'rejected' }
  | { readonly kind: 'user'; readonly user: UserInfo; readonly expires: number };

/** The object identifier of a subject's part that holds the user's uid. */
const uidPart = '1.3.6.1.4.1.57683.2';
const none: CertificateResult = { kind: 'none' };
const rejected: CertificateResult = { kind: 'rejected' };

/**
 * Reads the user from a connection's certificate: common name, organisations as groups.
 *
 * **Assumptions**: the server asks for certificates and knows its client CA, but lets the connection through when
 * verification fails (`requestCert`, `ca`, `rejectUnauthorized: false`).
 *
 * **Cost**: a look-up after the connection's first request.
 */
export function createCertificateAuthenticator(clock: () => number): (socket: Socket) => CertificateResult {
  const bySocket = new WeakMap<Socket, CertificateResult>();
  return (socket) => {
    let result = bySocket.get(socket);
    if (!result) {
      result = socket instanceof TLSSocket ? resultOf(socket) : none;
      bySocket.set(socket, result);
    }
    // A connection may outlive its certificate.
    return result.kind === 'user' && result.expires < clock() ? rejected : result;
  };
}

function resultOf(socket: TLSSocket): CertificateResult {
  const certificate = socket.getPeerCertificate() as PeerCertificate | null;
  if (!certificate?.raw) return none;
  if (!socket.authorized) return rejected;
  const { name, groups, uids } = readSubject(certificate);
  if (!name) return none;
  if (uids.length > 1 || uids[0] === '') return rejected;
  const user: UserInfo = {
    name,
    ...(uids[0] && { uid: uids[0] }),
    groups: withAuthenticated(groups),
    extra: { 'authentication.kubernetes.io/credential-id': [`X509SHA256=${fingerprintOf(certificate)}`] },
  };
  return { kind: 'user', user, expires: Date.parse(certificate.valid_to) };
}

function readSubject({ subject }: PeerCertificate) {
  // Node gives a list where a part occurs more than once, and unknown parts by object identifier; its types know neither.
  const parts = subject as unknown as Readonly<Record<string, string | readonly string[] | undefined>>;
  const all = (part: string) => [parts[part] ?? []].flat();
  return { name: all('CN').at(-1), groups: all('O'), uids: all(uidPart) };
}

const fingerprintOf = ({ fingerprint256 }: PeerCertificate) => fingerprint256.replaceAll(':', '').toLowerCase();

const withAuthenticated = (groups: readonly string[]) =>
  groups.includes(authenticatedGroup) ? groups : [...groups, authenticatedGroup];
