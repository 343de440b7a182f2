import { t } from '@capstan/schema';

/** What `@capstan/schema` reads as a Duration. */
const durationPattern = '^[0-9]+([.][0-9]+)?(ms|s|m|h)$';

export const durationField = <const D extends string>(value: D, description: string) =>
  t.string({ pattern: durationPattern, maxLength: 20, default: value, description });

export const labelName = (description: string) =>
  t.string({ minLength: 1, maxLength: 63, pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', description });

export const objectName = (description: string) => t.string({ minLength: 1, maxLength: 253, description });
