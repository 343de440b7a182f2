import { stringify } from 'yaml';
import type { Item } from '../results/item.ts';
import type { SonobuoyConfig } from '../sonobuoy-config.ts';
import type { PluginRun } from './plugin-objects.ts';

/** The files of a run as its archive has them, by path. */
export class RunFiles extends Map<string, Uint8Array> {
  readonly #log: string[] = [];

  /** A line of `meta/run.log`. */
  log(msg: string): void {
    this.#log.push(JSON.stringify({ level: 'info', msg, time: new Date().toISOString() }));
  }

  addJson(path: string, value: unknown): void {
    this.set(path, Buffer.from(JSON.stringify(value)));
  }

  addConfig(config: SonobuoyConfig): void {
    this.addJson('meta/config.json', config);
  }

  addResults(plugin: string, item: Item): void {
    this.set(`plugins/${plugin}/sonobuoy_results.yaml`, Buffer.from(stringify(item)));
  }

  /** What was run, in the form of Sonobuoy's own plugin objects. */
  addDefinition({ definition, session, config }: PluginRun): void {
    this.addJson(`plugins/${definition.config.pluginName}/definition.json`, {
      Definition: definition.document,
      SessionID: session,
      Namespace: config.Namespace,
      SonobuoyImage: config.WorkerImage,
      CleanedUp: true,
      ImagePullPolicy: config.ImagePullPolicy,
      ImagePullSecrets: config.ImagePullSecrets,
      CustomAnnotations: config.CustomAnnotations,
    });
  }

  /** Closes the log; nothing is added any more. */
  finish(): void {
    this.set('meta/run.log', Buffer.from(this.#log.map((line) => `${line}\n`).join('')));
  }
}
