import { CapiError } from '../capi-error.ts';
import type { Extension } from '../extension/extension.ts';
import type { HookHandler } from '../hooks/define-hook.ts';
import { type HookName, hookPath } from '../hooks/hook-names.ts';

/** Where one handler is called, or one extension's Discovery. */
export interface HookRoute {
  readonly extension: string;
  readonly hook: HookName;
  /** Absent for Discovery. */
  readonly handler?: HookHandler;
  /** The answer, where it is always the same. */
  readonly answer?: string;
}

/** Path in front of an extension's hooks: none when it is the only one. */
export function basePath(extensions: readonly Extension[], name: string): string {
  return extensions.length === 1 ? '' : `/${name}`;
}

/** Every path that is served. Paths are exact, case included: that is how Cluster API's own servers route. */
export function hookRoutes(extensions: readonly Extension[]): ReadonlyMap<string, HookRoute> {
  checkExtensions(extensions);
  const routes = new Map<string, HookRoute>();
  for (const extension of extensions) {
    const { name } = extension;
    const base = basePath(extensions, name);
    const answer = JSON.stringify(extension.discovery());
    routes.set(base + hookPath('Discovery'), { extension: name, hook: 'Discovery', answer });
    for (const handler of extension.handlers) {
      routes.set(base + hookPath(handler.hook, handler.name), { extension: name, hook: handler.hook, handler });
    }
  }
  return routes;
}

function checkExtensions(extensions: readonly Extension[]): void {
  const names = extensions.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (extensions.length > 0 && twice === undefined) return;
  throw new CapiError(twice === undefined ? 'there is no extension to serve' : `two extensions are named "${twice}"`, {
    code: 'InvalidExtension',
    hint: 'Serve at least one, each with a name of its own: it is part of the paths.',
  });
}
