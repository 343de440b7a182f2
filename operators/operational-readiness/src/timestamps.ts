import { type Duration, durationMs } from '@capstan/schema';

/** A time as Kubernetes writes it. */
export const timestamp = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** A duration of a profile. */
export const limitMs = (text: string): number => durationMs(text as Duration); // the profile's schema admits nothing else
