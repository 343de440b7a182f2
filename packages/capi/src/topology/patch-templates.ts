import { cloneJson } from '@capstan/schema';
import { type Provide, provide } from '../hooks/answer.ts';
import type { HookRequest, PatchItem } from '../hooks/hook-requests.ts';
import type { WirePatch } from '../hooks/hook-responses.ts';
import type { Draft, Mutable } from './template-draft.ts';
import { type WirePatchOptions, wirePatch } from './wire-patch.ts';

type Patches = Provide<{ readonly items: readonly (WirePatch & { readonly uid: string })[] }>;

/**
 * Answers GeneratePatches: gives each template to `change` as a draft, and answers with what it changed. **Assumptions**:
 * `change` depends on the request alone. It is called on every reconcile of every cluster, and an answer that differs rolls
 * machines.
 *
 * @example
 * hook('GeneratePatches', {}, (request) =>
 *   patchTemplates(request, (template, item) => {
 *     if (templateRole(item) === 'controlPlane' && isKind(template, KubeadmControlPlaneTemplate) && template.spec)
 *       template.spec.template.spec.kubeadmConfigSpec = { preKubeadmCommands: ['echo hi'] };
 *   }),
 * );
 */
export function patchTemplates(
  { items }: Pick<HookRequest<'GeneratePatches'>, 'items'>,
  change: (template: Draft, item: PatchItem) => void,
  options: WirePatchOptions = {},
): Patches {
  const patches = items.flatMap((item) => {
    const draft = cloneJson(item.object) as Mutable<PatchItem['object']>; // a copy of our own
    change(draft, item);
    const patch = wirePatch(item.object, draft, 'spec.template', options);
    return patch ? [{ uid: item.uid, ...patch }] : [];
  });
  return provide({ items: patches });
}
