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

const ofServing = ['--url', '--keep', '--inspect', '--listen', '--to', '--no-lifecycle', '--data-dir'];
const ofDeploying = ['--namespace'];
const ofRegistering = ['--url', '--keep', '--context'];

function refuseIgnored({ given, image, kubeconfig }: DevOptions): void {
  const firstOf = (options: readonly string[]) => options.find((option) => given.includes(option));
  const serving = image !== undefined ? firstOf(ofServing) : undefined;
  if (serving !== undefined)
    throw new UserError(`${serving} is about serving from here, which --image does not do`, {
      hint: `Leave out ${serving} to build images, or --image to serve the extension from this machine.`,
    });
  const deploying = image === undefined ? firstOf(ofDeploying) : undefined;
  if (deploying !== undefined)
    throw new UserError(`${deploying} is about a Deployment, and nothing is deployed without --image`, {
      hint: `Leave out ${deploying}, or name the image to build with --image.`,
    });
  const registering = image === undefined && kubeconfig === undefined ? firstOf(ofRegistering) : undefined;
  if (registering !== undefined)
    throw new UserError(`${registering} is about a management cluster, and --kubeconfig names none`, {
      hint: `Name one with --kubeconfig, or leave out ${registering}.`,
    });
}
