import { Command, InvalidArgumentError } from 'commander';
import type { LifecycleOptions } from '../actions/hooks-lifecycle.ts';
import { addEndpointOptions, addRequestOptions, endWithUsageCode, outputOption, toOption } from './hooks-options.ts';

export function hooksLifecycleCommand(): Command {
  const command = new Command('lifecycle').description(
    'live the life of a simulated cluster against an extension: created, initialised, upgraded step by step, deleted',
  );
  addEndpointOptions(command);
  addRequestOptions(command);
  return endWithUsageCode(command)
    .addOption(toOption("version to upgrade to (default: two minors after the Cluster's)"))
    .option('--speed <factor>', "simulated seconds in a second; 'max' waits for nothing", parseSpeed, 10)
    .option('--patience <duration>', 'how long one hook may hold things up, in simulated time', '1h')
    .addOption(outputOption())
    .addHelpText(
      'after',
      '\nWaits are kept and failures tried again as Cluster API does, in simulated time. An extension that waits for something real\nwants a speed of 1.\n\nExamples:\n  capstan hooks lifecycle --url https://127.0.0.1:9443 --ca ca.crt\n  capstan hooks lifecycle --url https://127.0.0.1:9443 --ca ca.crt --cluster web.yaml --to v1.36.0 --speed max -o json\n',
    )
    .action(async (options: LifecycleOptions) => {
      const { lifecycle } = await import('../actions/hooks-lifecycle.ts');
      const { withExitCode } = await import('../actions/hooks-exit-code.ts');
      await withExitCode(() => lifecycle(options));
    });
}

function parseSpeed(text: string): number {
  const speed = text === 'max' ? Number.POSITIVE_INFINITY : Number(text);
  if (!(speed > 0)) throw new InvalidArgumentError("write a number above 0, or 'max'.");
  return speed;
}
