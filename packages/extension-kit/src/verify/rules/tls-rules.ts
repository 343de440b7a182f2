import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import { inspectTls, serverNameOf, takesOldTls } from '../inspect-tls.ts';
import type { Rule } from '../rule.ts';
import { failed, passed, skipped } from '../verdict.ts';

const soonMs = 24 * 60 * 60 * 1000;

/** What is wanted of the connection. */
export const tlsRules: readonly Rule[] = [
  {
    id: 'tls-trusted',
    title: 'the certificate is signed by an authority of the caBundle',
    async check({ options: { endpoint, patienceMs } }) {
      if (endpoint.insecureSkipTlsVerify) return skipped('certificates are not looked at, as you asked');
      const { distrust } = await inspectTls(endpoint, patienceMs);
      if (distrust === 'CERT_HAS_EXPIRED' || distrust === 'CERT_NOT_YET_VALID') return skipped('it is not valid today');
      return distrust === ''
        ? passed
        : failed(
            `not trusted: ${distrust}`,
            'Put the authority that signed it into spec.clientConfig.caBundle (here: --ca FILE), or let core inject it.',
          );
    },
  },
  {
    id: 'tls-name',
    title: 'the certificate is for the name that it is called by, among its subject alternative names',
    async check({ options: { endpoint, patienceMs } }) {
      if (endpoint.insecureSkipTlsVerify) return skipped('certificates are not looked at, as you asked');
      const { certificate } = await inspectTls(endpoint, patienceMs);
      const name = serverNameOf(endpoint);
      const hint = `Issue it with the subject alternative name ${isIP(name) === 0 ? 'DNS' : 'IP'}:${name}; a common name does not count.`;
      if (certificate.subjectAltName === undefined) return failed('it has no subject alternative name', hint);
      return checkServerIdentity(name, certificate.toLegacyObject())
        ? failed(`it is for ${certificate.subjectAltName}, not for ${name}`, hint)
        : passed;
    },
  },
  {
    id: 'tls-expiry',
    title: 'the certificate is valid now and tomorrow',
    async check({ options: { endpoint, patienceMs } }) {
      const { certificate } = await inspectTls(endpoint, patienceMs);
      const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
      const hint = 'Renew it in time, and have the server load the new one without a restart.';
      if (from > Date.now()) return failed(`it is valid from ${certificate.validFrom}`, 'Set the clock of who issued it.');
      if (to < Date.now()) return failed(`it expired at ${certificate.validTo}`, hint);
      return to < Date.now() + soonMs ? failed(`it expires at ${certificate.validTo}`, hint) : passed;
    },
  },
  {
    id: 'tls-version',
    title: 'TLS 1.2 or later is spoken, and nothing earlier',
    async check({ options: { endpoint, patienceMs } }) {
      const { protocol } = await inspectTls(endpoint, patienceMs);
      const hint = 'Set the least version to TLS 1.2.';
      if (protocol !== 'TLSv1.2' && protocol !== 'TLSv1.3') return failed(`it speaks ${protocol}`, hint);
      return (await takesOldTls(endpoint, patienceMs)) ? failed('it takes TLS 1.1 or 1.0 too', hint) : passed;
    },
  },
];
