import { type Grant, grant } from './tenants.ts';
import type { WeaverEnv } from './weaver-env.ts';

/**
 * Lets a tenant in, and the operator ask for its rights only then. Who is woken by the binding could ask before the server heeds it,
 * which may be a moment after it tells of it, and would ask again only after half a minute.
 */
export async function grantHeeded({ client, hold }: WeaverEnv, rights: Grant): Promise<void> {
  using _asking = hold(({ path }) => path.includes('selfsubjectaccessreviews'));
  await grant(client, rights);
}
