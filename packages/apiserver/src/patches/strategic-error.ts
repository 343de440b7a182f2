import { StatusError } from '../errors/status-error.ts';
import { goTypeName } from './go-format.ts';

/** A failure that Kubernetes gives no reason: a 500 with nothing but a message. */
export const unclassified = (message: string) => new StatusError(500, undefined, message);

export const wrongType = (expected: string, value: unknown) =>
  unclassified(`expected a ${expected}, but received a ${goTypeName(value)}`);
