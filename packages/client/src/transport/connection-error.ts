import { type ApiError, createApiError } from '../api-error.ts';
import { ClientError } from '../client-error.ts';
import type { CallRequest } from './call-request.ts';
import { connectionErrorCode, wasNeverSent } from './retry-policy.ts';

/** The error that a connection's failure is. What this package threw itself stays as it is. */
export function connectionError(error: unknown, request: CallRequest, origin: string): ApiError | ClientError {
  if (error instanceof ClientError) return error;
  const code = connectionErrorCode(error);
  if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED') return closedError();
  if (code === 'UND_ERR_INVALID_ARG' || code === 'ERR_INVALID_CHAR') {
    // Without the cause: it may quote a header, and so a token.
    return new ClientError(
      `${request.method} ${request.path} cannot be sent: a header or the path has a character that HTTP forbids`,
      {
        code: 'InvalidRequest',
        hint: 'Look for line breaks in the token, in names, and in impersonated users.',
      },
    );
  }
  const { what, hint } = explain(code, error, origin);
  const { resource, name, namespace } = request.target;
  return createApiError(`${request.method} ${request.path}: ${what}`, {
    reason: wasNeverSent(error) || isCertificateError(code) ? 'ServiceUnavailable' : 'Unknown',
    code: 0,
    subject: resource && {
      kind: resource.kind,
      ...(name !== undefined && { name }),
      ...(namespace !== undefined && { namespace }),
    },
    hint,
    cause: error,
  });
}

export function closedError(): ClientError {
  return new ClientError('the client is closed', {
    code: 'ClientClosed',
    hint: 'Keep it open for as long as something uses it.',
  });
}

interface Explanation {
  readonly what: string;
  readonly hint: string;
}

function explain(code: string, error: unknown, origin: string): Explanation {
  switch (code) {
    case 'ECONNREFUSED':
      return { what: `nothing listens at ${origin}`, hint: 'Is the API server running, and is its address right?' };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { what: `the host of ${origin} is not known`, hint: 'Check the name, and that name resolution works.' };
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return { what: `${origin} cannot be reached`, hint: 'Check the network, a VPN or a firewall on the way.' };
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return { what: `${origin} does not speak TLS`, hint: 'Is it an http:// server, or a proxy?' };
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return {
        what: `the certificate of ${origin} is for another name`,
        hint: 'Use a name that the certificate carries, or set tls-server-name.',
      };
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return { what: `the certificate of ${origin} is not valid today`, hint: 'Renew it, or set the clock.' };
    default:
      break;
  }
  if (isCertificateError(code)) {
    return {
      what: `the certificate of ${origin} is signed by an authority that is not trusted`,
      hint: 'Is certificate-authority-data the one of this server? Get the kubeconfig anew.',
    };
  }
  if (code.startsWith('ERR_SSL_') || code.startsWith('UND_ERR_PRX')) {
    return {
      what: `${origin} or the proxy on the way refused the connection`,
      hint: 'Check the client certificate and proxy-url.',
    };
  }
  return {
    what: `the connection to ${origin} broke (${reasonOf(error, code)})`,
    hint: 'The server may or may not have done it.',
  };
}

const certificateErrors = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'INVALID_CA',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

function isCertificateError(code: string): boolean {
  return certificateErrors.has(code);
}

function reasonOf(error: unknown, code: string): string {
  return error instanceof Error && error.message !== '' ? error.message : code || 'unknown reason';
}
