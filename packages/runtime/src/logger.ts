import { createRequire } from 'node:module';
import type { DestinationStream } from 'pino';
import type { Logger } from './controller.ts';

export interface LoggerOptions {
  /** Least level that is written. Default: `'info'`. */
  readonly level?: 'debug' | 'info' | 'warn' | 'error';
  /** Where lines go. Default: standard output. */
  readonly destination?: { write(line: string): void };
}

/** Structured logs, a JSON object a line. Values under names such as `token` are never written. */
export function createLogger({ level = 'info', destination }: LoggerOptions = {}): Logger {
  const names = ['token', 'authorization', 'password', 'data', 'stringData'];
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: [...names, ...names.map((name) => `*.${name}`), ...names.map((name) => `*.*.${name}`)],
  };
  const { pino } = createRequire(import.meta.url)('pino') as typeof import('pino'); // for who has a logger of their own, not loaded
  return destination ? pino(options, destination satisfies DestinationStream) : pino(options);
}

/** Says nothing. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
