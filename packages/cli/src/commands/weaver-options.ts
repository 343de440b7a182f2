import type { WeaverOptions } from '@capstan/config-weaver';
import { type Command, InvalidArgumentError } from 'commander';
import type { OperatorName } from '../operators.ts';
import { UserError } from '../report-error.ts';

export interface WeaverArguments {
  readonly quotaCopies?: number;
  readonly quotaBytes?: number;
  readonly reclaimWithOperatorRights?: boolean;
}

/** Adds what an administrator decides about config-weaver. */
export function withWeaverOptions(command: Command): Command {
  return command
    .option(
      '--quota-copies <number>',
      'config-weaver: copies that the syncs of one namespace may have together, of each kind (default: no limit)',
      parseCount,
    )
    .option('--quota-bytes <size>', 'config-weaver: size of these copies together, as 100Mi (default: no limit)', parseSize)
    .option(
      '--reclaim-with-operator-rights',
      "config-weaver: remove ConfigMaps of deleted syncs with the operator's own rights where the tenant's are gone",
    );
}

/** What was decided about config-weaver, if that is the operator. */
export function weaverOptionsOf(operator: OperatorName, options: WeaverArguments): WeaverOptions {
  const { quotaCopies: copies, quotaBytes: bytes, reclaimWithOperatorRights } = options;
  const hasQuota = copies !== undefined || bytes !== undefined;
  if (operator !== 'config-weaver' && (hasQuota || reclaimWithOperatorRights))
    throw new UserError(`${operator} has no quotas and no copies to reclaim`, {
      hint: 'Leave out --quota-copies, --quota-bytes and --reclaim-with-operator-rights; they are of config-weaver.',
    });
  return {
    ...(hasQuota && { quota: { ...(copies !== undefined && { copies }), ...(bytes !== undefined && { bytes }) } }),
    ...(reclaimWithOperatorRights && { reclaimWithOperatorRights }),
  };
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
