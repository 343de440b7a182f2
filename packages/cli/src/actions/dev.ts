import { basename, join, relative, resolve } from 'node:path';
import pc from 'picocolors';
import { makeFolder } from '../make-folder.ts';
import { untilInterrupted } from '../until-interrupted.ts';
import { checkOptions } from './dev/check-options.ts';
import { DevSession } from './dev/dev-session.ts';
import { type ExtensionEntry, findEntry } from './dev/find-entry.ts';
import type { ServeOrder } from './dev/messages.ts';
import { SourceWatch } from './dev/source-watch.ts';

export interface DevOptions {
  /** The options that were typed, as opposed to those that have their defaults: `--listen`. */
  readonly given: readonly string[];
  readonly listen: { readonly host: string; readonly port: number };
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly url?: string;
  readonly keep?: boolean;
  readonly to?: string;
  readonly lifecycle: boolean;
  readonly inspect?: true | { readonly host: string; readonly port: number };
  readonly watch: readonly string[];
  readonly dataDir: string;
  readonly image?: string;
  readonly namespace: string;
}

/** Serves an extension and restarts it when its source changes, until it is interrupted. A broken source is waited for; all else that keeps it from being served at all ends it. */
export async function dev(path: string, options: DevOptions): Promise<void> {
  const entry = findEntry(path);
  await checkOptions(options);
  const signal = untilInterrupted();
  if (options.image !== undefined) {
    const { deployOnChange } = await import('./dev/deploy-on-change.ts');
    return await deployOnChange(entry, { ...options, image: options.image, signal });
  }
  using source = new SourceWatch(entry, { also: options.watch });
  await using session = new DevSession(serveOrder(entry, options), { ...options, signal });
  await session.start({ since: performance.now(), because: undefined });
  say(pc.dim(`  watching ${relative(process.cwd(), join(entry.module, '..')) || '.'}; Ctrl-C ends`));
  for await (const files of source.changes(signal)) {
    await session.start({ since: performance.now(), because: files.map((file) => basename(file)).join(', ') });
  }
  say(pc.dim('stopped'));
}

function serveOrder(entry: ExtensionEntry, options: DevOptions): ServeOrder {
  const { listen, url, inspect, kubeconfig, context, keep = false } = options;
  const certificates = resolve(options.dataDir, 'dev', entry.name);
  makeFolder(certificates);
  const hosts = ['localhost', '127.0.0.1', listen.host, ...(url === undefined ? [] : [new URL(url).hostname])];
  return {
    module: entry.module,
    certificates,
    names: [...new Set(hosts.filter((host) => host !== '0.0.0.0' && host !== '::'))],
    listen,
    ...(kubeconfig !== undefined && {
      cluster: { kubeconfig, keep, ...(context !== undefined && { context }), ...(url !== undefined && { url }) },
    }),
    ...(inspect && { inspect: inspect === true ? { host: '127.0.0.1', port: 9229 } : inspect }),
  };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
