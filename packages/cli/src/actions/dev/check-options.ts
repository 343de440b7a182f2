import { statSync } from 'node:fs';
import { findCluster } from '../../find-cluster.ts';
import { UserError } from '../../report-error.ts';
import type { DevOptions } from '../dev.ts';

/** Refuses what no change of the source can mend. */
export async function checkOptions(options: DevOptions): Promise<void> {
  refuseIgnored(options);
  const missing = options.watch.find((folder) => !statSync(folder, { throwIfNoEntry: false })?.isDirectory());
  if (missing !== undefined)
    throw new UserError(`--watch ${missing}: there is no such folder`, { hint: 'Name a folder that exists, or leave it out.' });
  if (options.kubeconfig !== undefined) await findCluster(options); // reads it, and finds the context in it
}

function refuseIgnored({ image, url, keep, context, inspect, kubeconfig }: DevOptions): void {
  const given = Object.entries({ '--url': url, '--keep': keep, '--inspect': inspect, '--context': context });
  const [first] = given.filter(([, value]) => value !== undefined).map(([option]) => option);
  if (first === undefined) return;
  if (image !== undefined && first !== '--context')
    throw new UserError(`${first} is about serving from here, which --image does not do`, {
      hint: `Leave out ${first} to build images, or --image to serve the extension from this machine.`,
    });
  if (image === undefined && kubeconfig === undefined && first !== '--inspect')
    throw new UserError(`${first} is about a management cluster, and --kubeconfig names none`, {
      hint: `Name one with --kubeconfig, or leave out ${first}.`,
    });
}
