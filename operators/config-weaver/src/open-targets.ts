import type { ObjectRef } from '@capstan/schema';
import pMap from 'p-map';
import type { TroubledTarget } from './copy-job.ts';
import { withoutRight } from './explain-failure.ts';
import type { RemovalJob } from './remove-copy.ts';
import { parallelTargets, type Visit } from './visit.ts';

/** Targets of a visit, by whether its ServiceAccount could put a copy there. */
export interface Targets {
  readonly open: readonly string[];
  readonly barred: readonly TroubledTarget[];
}

/**
 * Tells targets without rights from the others before any is recorded. Where no watch shows copies, the status says where they
 * may be: it must not list namespaces that a selector matched and the tenant has no business with, nor any where no copy was
 * ever made. Of kinds with a cache nothing is recorded, so all are open here.
 */
export async function openTargets(
  { kind, ctx }: Visit,
  { job, name }: { readonly job: RemovalJob; readonly name: string },
  wanted: readonly string[],
): Promise<Targets> {
  if (kind.cached) return { open: wanted, barred: [] };
  const answers = await pMap(wanted, async (namespace) => ({ namespace, bar: await bar(job, { name, namespace }) }), {
    concurrency: parallelTargets,
    signal: ctx.signal,
  });
  return {
    open: answers.filter((answer) => !answer.bar).map(({ namespace }) => namespace),
    barred: answers.flatMap((answer) => answer.bar ?? []),
  };
}

async function bar(job: RemovalJob, ref: ObjectRef): Promise<TroubledTarget | undefined> {
  const unseen = await withoutRight(job, ref, ['get']);
  const unmade = await withoutRight(job, ref, ['create']);
  if (!unmade) return unseen;
  return unseen || (await withoutRight(job, ref, ['patch'])) ? unmade : undefined;
}
