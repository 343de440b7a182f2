import {
  type Extension,
  extension,
  fail,
  type HandledHook,
  type HookHandler,
  hook,
  hookNames,
  isBlocking,
  isLifecycle,
  proceed,
  provide,
  retry,
} from '@capstan/capi';

/** How the handlers of {@link answeringExtension} answer. */
export type Manner = 'goes on' | 'holds' | 'fails';

const patch = {
  patchType: 'JSONPatch',
  patch: Buffer.from('[{"op":"add","path":"/metadata/labels","value":{"a":"b"}}]').toString('base64'),
} as const;

/** An extension that handles every hook, all in the same manner where the hook allows it; handlers are named as in the recordings. */
export function answeringExtension(manner: Manner): Extension {
  const handled = hookNames.filter((name): name is HandledHook => name !== 'Discovery');
  return extension({ name: 'interop', handlers: handled.map((name) => handlerOf(name, manner)) });
}

function handlerOf(name: HandledHook, manner: Manner): HookHandler {
  const options = { name: name.toLowerCase() };
  if (manner === 'fails') return hook(name, options, () => fail('no, and "why" is told: Grüße'));
  if (isBlocking(name))
    return hook(name, options, () => (manner === 'holds' ? retry(30, 'waiting for approval') : proceed('fine')));
  if (isLifecycle(name)) return hook(name, options, () => proceed());
  switch (name) {
    case 'DiscoverVariables':
      return hook(name, options, () => provide({ variables: [variable] }));
    case 'GeneratePatches':
      return hook(name, options, ({ items }) => provide({ items: items.map(({ uid }) => ({ uid, ...patch })) }));
    case 'ValidateTopology':
      return hook(name, options, () => proceed());
    case 'CanUpdateMachine':
      return hook(name, options, () => provide({ machinePatch: patch, infrastructureMachinePatch: patch }));
    case 'CanUpdateMachineSet':
      return hook(name, options, () => provide({ machineSetPatch: patch, bootstrapConfigTemplatePatch: patch }));
    case 'GenerateUpgradePlan':
      return hook(name, options, ({ toKubernetesVersion: version }) =>
        provide({ controlPlaneUpgrades: [{ version }], workersUpgrades: [{ version }] }),
      );
    default:
      return name satisfies never;
  }
}

const variable = {
  name: 'greeting',
  required: false,
  schema: { openAPIV3Schema: { type: 'string', default: 'hi', maxLength: 20, enum: ['hi', 'hello'] } },
};
