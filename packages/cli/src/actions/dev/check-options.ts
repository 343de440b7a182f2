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

interface Ignored {
  readonly when: boolean;
  readonly options: readonly string[];
  readonly because: string;
  readonly hint: (option: string) => string;
}

function refuseIgnored(options: DevOptions): void {
  for (const { when, options: ignored, because, hint } of ignoredOf(options)) {
    const option = ignored.find((one) => options.given.includes(one));
    if (when && option !== undefined) throw new UserError(`${option} is about ${because}`, { hint: hint(option) });
  }
}

const ignoredOf = ({ image, kubeconfig, lifecycle }: DevOptions): readonly Ignored[] => [
  {
    when: image !== undefined,
    options: ['--url', '--keep', '--inspect', '--listen', '--to', '--no-lifecycle', '--data-dir'],
    because: 'serving from here, which --image does not do',
    hint: (option) => `Leave out ${option} to build images, or --image to serve the extension from this machine.`,
  },
  {
    when: image === undefined,
    options: ['--namespace'],
    because: 'a Deployment, and nothing is deployed without --image',
    hint: (option) => `Leave out ${option}, or name the image to build with --image.`,
  },
  {
    when: image === undefined && kubeconfig === undefined,
    options: ['--url', '--keep', '--context'],
    because: 'a management cluster, and --kubeconfig names none',
    hint: (option) => `Name one with --kubeconfig, or leave out ${option}.`,
  },
  {
    when: kubeconfig !== undefined || !lifecycle,
    options: ['--to'],
    because: `the simulated cluster, which is not played with ${kubeconfig === undefined ? '--no-lifecycle' : '--kubeconfig'}`,
    hint: (option) => `Leave out ${option}, or ${kubeconfig === undefined ? '--no-lifecycle' : '--kubeconfig'}.`,
  },
];
