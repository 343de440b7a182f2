import type { Quota } from '@capstan/config-weaver';
import { type Command, InvalidArgumentError } from 'commander';
import type { OperatorName } from '../operators.ts';
import { UserError } from '../report-error.ts';

export interface QuotaOptions {
  readonly quotaCopies?: number;
  readonly quotaBytes?: number;
}

/** Options for what the tenants of config-weaver may have. */
export function withQuotaOptions(command: Command): Command {
  return command
    .option(
      '--quota-copies <number>',
      'config-weaver: copies that the syncs of one namespace may have together, of each kind (default: no limit)',
      parseCount,
    )
    .option('--quota-bytes <size>', 'config-weaver: size of these copies together, as 100Mi (default: no limit)', parseSize);
}

/** The quota that was asked for, if any. */
export function quotaOf(operator: OperatorName, { quotaCopies, quotaBytes }: QuotaOptions): Quota | undefined {
  if (quotaCopies === undefined && quotaBytes === undefined) return undefined;
  if (operator !== 'config-weaver')
    throw new UserError(`${operator} has no quotas`, {
      hint: 'Leave out --quota-copies and --quota-bytes; they are of config-weaver.',
    });
  return { ...(quotaCopies !== undefined && { copies: quotaCopies }), ...(quotaBytes !== undefined && { bytes: quotaBytes }) };
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count))
    throw new InvalidArgumentError('write a whole number, for example 1000.');
  return count;
}

const units = { '': 1, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 } as const;

function parseSize(text: string): number {
  const [, number = '', unit = ''] = /^(\d+)(Ki|Mi|Gi|)$/.exec(text) ?? [];
  const bytes = Number(number) * units[unit as keyof typeof units]; // the pattern admits nothing else
  if (number === '' || !Number.isSafeInteger(bytes))
    throw new InvalidArgumentError('write bytes, or a size such as 512Ki, 100Mi or 2Gi.');
  return bytes;
}
