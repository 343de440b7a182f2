import { posix } from 'node:path';
import type { Program, ProgramContext } from '../program.ts';
import type { ProgressUpdate } from './aggregator/progress.ts';

/** A container of a plugin, with what plugins do by hand. */
export interface PluginContext extends ProgramContext {
  /** Writes a file into the results folder. */
  write(name: string, content: string | Uint8Array): void;
  /** Says that the results are complete: a file or folder below the results folder. Default: all of the folder. */
  done(name?: string): void;
  /** Tells the worker how far the plugin is. Rejects when it was not taken. */
  progress(update: ProgressUpdate): Promise<void>;
}

/** What a plugin does; the exit code is 0 unless it says another. */
export type PluginProgram = (context: PluginContext) => Promise<number> | Promise<void> | number | void;

/** A plugin's image. */
export function pluginImage(plugin: PluginProgram): Program {
  return async (context) => (await plugin(pluginContext(context))) ?? 0;
}

function pluginContext(context: ProgramContext): PluginContext {
  const { env, files, localhost, signal } = context;
  const folder = env['SONOBUOY_RESULTS_DIR'] ?? '/tmp/sonobuoy/results';
  return {
    ...context,
    write: (name, content) => files.write(posix.join(folder, name), content),
    done: (name = '') => files.write(posix.join(folder, 'done'), posix.join(folder, name)),
    async progress(update) {
      const port = Number(env['SONOBUOY_PROGRESS_PORT'] ?? '8099');
      await localhost.listening(port, signal); // the worker starts beside the plugin, not before it
      const url = `http://localhost:${port}/progress`;
      const { status } = await localhost.fetch(url, { method: 'POST', body: JSON.stringify(update) });
      if (status !== 200) throw new Error(`progress was answered with ${status}`);
    },
  };
}
