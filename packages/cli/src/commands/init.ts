import { Argument, Command } from 'commander';
import type { InitOptions } from '../actions/init.ts';

export function initCommand(): Command {
  return new Command('init')
    .description('begin a project: a runtime extension with tests, container and manifests')
    .addArgument(new Argument('<what>', 'what to begin').choices(['extension']))
    .argument('<name>', 'its name: a DNS label, which its ExtensionConfig is to have')
    .option('--dir <folder>', 'where (default: a folder of that name)')
    .option('--packages <folder>', 'take the packages from this folder of tarballs, not from the registry')
    .addHelpText(
      'after',
      '\nExamples:\n  capstan init extension upgrade-gates\n  capstan init extension upgrade-gates --dir ~/src/gates --packages .cache/packed\n',
    )
    .action(async (_what: string, name: string, options: InitOptions) => {
      const { initExtension } = await import('../actions/init.ts');
      await initExtension(name, options);
    });
}
