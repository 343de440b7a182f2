import { join } from 'node:path';
import { servingCertificates } from '@capstan/capi';
import { type RecordedCall, startRecorder, subjectOf } from '@capstan/extension-kit';
import { createLogger, systemClock } from '@capstan/runtime';
import pc from 'picocolors';
import type { EndpointOptions } from '../commands/hooks-options.ts';
import { makeFolder } from '../make-folder.ts';
import { printableLine } from '../printable.ts';
import { untilInterrupted } from '../until-interrupted.ts';
import { endpointOf } from './hooks-endpoint.ts';

export interface RecordOptions extends EndpointOptions {
  readonly file: string;
  readonly listen: { readonly host: string; readonly port: number };
  readonly tlsSan: readonly string[];
  readonly certDir: string;
}

/** Records until it is interrupted. */
export async function record(options: RecordOptions): Promise<boolean> {
  const { file, listen, tlsSan, certDir } = options;
  const signal = untilInterrupted();
  const target = await endpointOf(options);
  makeFolder(certDir);
  await using recorder = await startRecorder({
    target,
    file,
    listen,
    certificate: await certificateFor([listen.host, '127.0.0.1', 'localhost', ...tlsSan], certDir, signal),
    observe: (call) => process.stdout.write(`${callLine(call)}\n`),
  });
  process.stdout.write(
    `${pc.green('●')} recording at ${pc.bold(recorder.url)} for ${target.url}, into ${file}\n` +
      `  authority: ${join(certDir, 'ca.crt')}; in an ExtensionConfig:\n` +
      `  clientConfig: {url: "${recorder.url}", caBundle: ${Buffer.from(recorder.caBundle).toString('base64')}}\n`,
  );
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  return true;
}

async function certificateFor(names: readonly string[], directory: string, signal: AbortSignal) {
  const until = new AbortController();
  const source = { from: 'selfManaged', names: [...new Set(names)], keep: { directory } } as const;
  const certificates = servingCertificates(source, {
    signal: AbortSignal.any([signal, until.signal]),
    clock: systemClock,
    logger: createLogger({ level: 'error' }),
  });
  try {
    for await (const certificate of certificates) return certificate;
  } finally {
    until.abort();
  }
  throw signal.reason; // it is interrupted before there is one
}

function callLine(call: RecordedCall): string {
  const status = call.status === 200 ? '' : pc.red(` HTTP ${call.status || 'nothing'}`);
  return `${pc.dim(call.time.slice(11, 19))} ${printableLine(subjectOf(call))}${status} ${pc.dim(`${call.tookMs} ms`)}`;
}
