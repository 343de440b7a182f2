import type { KindRegistry } from '../resources/served-kind.ts';
import type { OpenApiRoute } from './path-router.ts';

export function openApiRoute(_kinds: KindRegistry): OpenApiRoute {
  return async () => false;
}
