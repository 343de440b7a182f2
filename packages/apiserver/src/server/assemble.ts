import { createPrivateKey } from 'node:crypto';
import { createAdmission } from '../admission/admission.ts';
import { namespaceLifecycle } from '../admission/namespace-lifecycle.ts';
import { rightsEscalation } from '../admission/rights-escalation.ts';
import { serviceAddresses } from '../admission/service-addresses.ts';
import { createAuthenticator } from '../authentication/authenticator.ts';
import { createImpersonation } from '../authentication/impersonation.ts';
import { createTokenAuthenticator } from '../authentication/token-authenticator.ts';
import { createTokenIssuer } from '../authentication/token-issuer.ts';
import { createEscalationCheck } from '../authorization/escalation.ts';
import { createRbacAuthorizer } from '../authorization/rbac-authorizer.ts';
import { createReviews } from '../authorization/reviews.ts';
import { createResourceRouter } from '../handlers/resource-router.ts';
import { Watches } from '../handlers/watch/watches.ts';
import { loadBuiltInKinds } from '../resources/built-in-kinds.ts';
import { createKindRegistry } from '../resources/kind-registry.ts';
import type { KindRegistry } from '../resources/served-kind.ts';
import type { Store } from '../storage/store.ts';
import { createObjectVerbs } from '../verbs/create-object-verbs.ts';
import type { ObjectVerbs } from '../verbs/object-verbs.ts';
import { openApiRoute } from './openapi-route.ts';
import type { ResolvedOptions } from './options.ts';
import { createPathRouter } from './path-router.ts';
import { createPipeline, type RequestHandler } from './request-pipeline.ts';

/** The parts of a server that others work with. */
export interface ServerParts {
  readonly store: Store;
  readonly kinds: KindRegistry;
  readonly verbs: ObjectVerbs;
  readonly watches: Watches;
  /** For failures that people should know of. */
  readonly onDefect: (error: unknown) => void;
  readonly handle: RequestHandler;
}

export interface AssemblyOptions {
  readonly store: Store;
  readonly options: ResolvedOptions;
  /** PEM. */
  readonly signingKey: string;
  /** The address told to clients; known once the server listens. */
  readonly serverUrl: () => string;
  /** Ends what follows the store. */
  readonly signal: AbortSignal;
}

/** ServiceAccount tokens stay good when the server's address changes, so they don't name it. */
const tokenIssuerUrl = 'https://kubernetes.default.svc.cluster.local';

/** Builds a server around a store, from the inside out. */
export function assemble({ store, options, signingKey, serverUrl, signal }: AssemblyOptions): ServerParts {
  const { clock, onNote } = options;
  const kinds = createKindRegistry({ builtIn: loadBuiltInKinds(), store, signal });
  const rbac = createRbacAuthorizer(store);
  signal.addEventListener('abort', () => rbac[Symbol.dispose](), { once: true });
  const issuer = createTokenIssuer({ signingKey: createPrivateKey(signingKey), issuer: tokenIssuerUrl });
  const tokens = createTokenAuthenticator({ issuer, store, clock });
  const admission = createAdmission([
    namespaceLifecycle(store),
    serviceAddresses(store),
    rightsEscalation(createEscalationCheck(rbac)),
  ]);
  const verbs = createObjectVerbs({ store, admission, clock });
  const watches = new Watches({ bookmarkMs: options.bookmarkMs, bufferBytes: options.watchBufferBytes });
  const onDefect = (error: unknown) =>
    onNote(`defect: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  const handle = createPipeline({
    authenticate: createAuthenticator({ tokens, clock }),
    impersonate: createImpersonation(rbac),
    authorizer: rbac,
    resources: createResourceRouter(
      { store, kinds, verbs, authorizer: rbac, watches },
      createReviews({ rbac, tokens, issuer, store, clock }),
    ),
    paths: createPathRouter({
      discovery: lazily(async () => {
        const { createDiscovery } = await import('../discovery/discovery.ts');
        return createDiscovery({ registry: kinds, serverAddress: () => new URL(serverUrl()).host });
      }),
      openApi: openApiRoute(
        lazily(async () => {
          const { createOpenApi } = await import('../openapi/open-api.ts');
          return createOpenApi({ registry: kinds });
        }),
      ),
      issuer,
      serverUrl,
      gauges: {
        objects: () => [...store.resources()].map((resource) => [resource, store.count(resource)] as const),
        watches: () => watches.size,
        revision: () => store.revision,
      },
    }),
    onDefect,
  });
  return { store, kinds, verbs, watches, onDefect, handle };
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
