import type { ClusterConfig } from '../cluster-config.ts';
import { type Credentials, fixedCredentials } from './credentials.ts';
import { ExecCredentials } from './exec-plugin.ts';
import { TokenFileCredentials } from './token-file.ts';

/** The credentials that a configuration describes. Nothing is read or run yet. */
export function createCredentials(config: ClusterConfig, now: () => number): Credentials {
  const { authentication = { type: 'anonymous' }, clientCertificate: certificate } = config;
  const shared = certificate && { certificate };
  switch (authentication.type) {
    case 'anonymous':
      return fixedCredentials({ ...shared });
    case 'token':
      return fixedCredentials({ ...shared, authorization: `Bearer ${authentication.token.reveal()}` });
    case 'basic': {
      const pair = `${authentication.username}:${authentication.password.reveal()}`;
      return fixedCredentials({ ...shared, authorization: `Basic ${Buffer.from(pair).toString('base64')}` });
    }
    case 'tokenFile':
      return new TokenFileCredentials(authentication.path, { now, certificate });
    case 'exec':
      return new ExecCredentials(authentication.plugin, config);
    default:
      return authentication satisfies never;
  }
}
