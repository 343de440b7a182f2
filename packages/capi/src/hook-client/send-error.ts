import { callError, type HookCallError } from './call-error.ts';

/** The error that a connection's failure is: what, and the way out. */
export function sendError(error: unknown, url: URL): HookCallError {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const { rule, what, hint } = explain(code, error, url.origin);
  return callError(`POST ${url.pathname}: ${what}`, { rule, hint, cause: error });
}

export function limitError(url: URL, timeoutMs: number): HookCallError {
  return callError(`POST ${url.pathname}: ${url.origin} did not answer within ${timeoutMs / 1000} s`, {
    rule: 'Timeout',
    hint: 'Answer before the timeout that the request names; do longer work elsewhere and answer with retryAfterSeconds meanwhile.',
  });
}

interface Explanation {
  readonly rule: 'Unreachable' | 'Tls';
  readonly what: string;
  readonly hint: string;
}

function explain(code: string, error: unknown, origin: string): Explanation {
  switch (code) {
    case 'ECONNREFUSED':
      return {
        rule: 'Unreachable',
        what: `nothing listens at ${origin}`,
        hint: 'Is the extension running, and its address right?',
      };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return {
        rule: 'Unreachable',
        what: `the host of ${origin} is not known`,
        hint: 'Names of Services are known inside the cluster only; from outside, use an address that leads there.',
      };
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'CERT_SIGNATURE_FAILURE':
    case 'CERT_UNTRUSTED':
    case 'INVALID_CA':
      return {
        rule: 'Tls',
        what: `the certificate of ${origin} is signed by an authority that is not trusted (${code})`,
        hint: "Give the authority that signed it: the caBundle of the ExtensionConfig, or '--ca FILE' on the command line.",
      };
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return {
        rule: 'Tls',
        what: `the certificate of ${origin} is for another name`,
        hint: 'It needs the host of the address among its subject alternative names: for a Service NAME.NAMESPACE.svc.',
      };
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return { rule: 'Tls', what: `the certificate of ${origin} is not valid today`, hint: 'Renew it, or set the clock.' };
    default:
      return isTlsCode(code)
        ? {
            rule: 'Tls',
            what: `no TLS with ${origin} (${code})`,
            hint: 'Is it an http server, does it want a client certificate?',
          }
        : {
            rule: 'Unreachable',
            what: `the connection to ${origin} broke (${reasonOf(error, code)})`,
            hint: 'The extension may have crashed; its log knows more.',
          };
  }
}

function isTlsCode(code: string): boolean {
  return code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_') || code.startsWith('CERT_');
}

function reasonOf(error: unknown, code: string): string {
  return error instanceof Error && error.message !== '' ? error.message : code || 'unknown reason';
}
