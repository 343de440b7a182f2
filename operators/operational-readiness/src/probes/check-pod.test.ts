import type { Pod } from '@capstan/schema';
import { expect, test } from 'vitest';
import { isPulled } from './check-pod.ts';

const podIn = (state: object) => ({ status: { containerStatuses: [{ state }] } }) as unknown as Pod; // what is looked at

test.each([
  [{ waiting: { reason: 'RunContainerError' } }, true],
  [{ waiting: { reason: 'CrashLoopBackOff' } }, true],
  [{ terminated: { exitCode: 128, reason: 'StartError' } }, true],
  [{ waiting: { reason: 'ErrImagePull' } }, false],
  [{ waiting: { reason: 'SignatureValidationFailed' } }, false],
  [{ waiting: { reason: 'RegistryUnavailable' } }, false],
  [{ waiting: { reason: 'ImageInspectError' } }, false],
  [{ waiting: {} }, false],
  [{ terminated: { exitCode: 137, reason: 'ContainerStatusUnknown' } }, false],
  [{}, false],
])('a container in state %j shows whether its image was pulled', (state, pulled) => {
  expect(isPulled(podIn(state))).toBe(pulled);
});
