import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { HookEndpoint } from '@capstan/capi';
import { readCluster, sampleCluster, type TopologyCluster } from '@capstan/extension-kit';
import pc from 'picocolors';
import type { EndpointOptions } from '../commands/hooks-options.ts';
import { UserError } from '../report-error.ts';

/** The extension that the options lead to. */
export async function endpointOf(options: EndpointOptions): Promise<HookEndpoint> {
  const { url, ca, serverName, clientCert, clientKey, insecureSkipTlsVerify } = options;
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:')
    throw new UserError(`--url ${url} is not an https address`, {
      hint: 'Write it as https://HOST:PORT; Cluster API calls nothing else.',
    });
  if ((clientCert === undefined) !== (clientKey === undefined))
    throw new UserError('--client-cert and --client-key go together', { hint: 'Give both, or neither.' });
  if (insecureSkipTlsVerify)
    process.stderr.write(`${pc.yellow('note')}: whoever is on the way can read and answer: certificates are not verified\n`);
  const [caBundle, cert, key] = await Promise.all([
    readPem(ca, '--ca'),
    readPem(clientCert, '--client-cert'),
    readPem(clientKey, '--client-key'),
  ]);
  return {
    url,
    ...(caBundle !== undefined && { caBundle }),
    ...(serverName !== undefined && { serverName }),
    ...(insecureSkipTlsVerify && { insecureSkipTlsVerify }),
    ...(cert !== undefined && key !== undefined && { clientCertificate: { cert, key } }),
  };
}

/** The Cluster that requests are about. */
export async function clusterOf(file: string | undefined): Promise<TopologyCluster> {
  if (file === undefined) return sampleCluster();
  return file === '-'
    ? readCluster(await text(process.stdin), 'the standard input')
    : readCluster(await readText(file, '--cluster'), file);
}

async function readPem(file: string | undefined, option: string): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const content = await readText(file, option);
  if (content.includes('-----BEGIN ')) return content;
  throw new UserError(`${option} ${file} is not PEM`, {
    hint: "It begins with '-----BEGIN'; a caBundle of an ExtensionConfig is base64 of it.",
  });
}

async function readText(file: string, option: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new UserError(isMissing ? `${option} ${file}: there is no such file` : `${option} ${file}: cannot be read`, {
      hint: 'Check the path.',
      cause: error,
    });
  }
}
