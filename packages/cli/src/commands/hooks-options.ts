import { type Command, InvalidArgumentError, Option } from 'commander';

/** How a command reaches the extension. */
export interface EndpointOptions {
  readonly url: string;
  readonly ca?: string;
  readonly insecureSkipTlsVerify?: boolean;
  readonly serverName?: string;
  readonly clientCert?: string;
  readonly clientKey?: string;
}

/** What requests are about. */
export interface RequestOptions {
  readonly cluster?: string;
  readonly to?: string;
  readonly settings: Readonly<Record<string, string>>;
}

export interface OutputOptions {
  readonly output: 'text' | 'json';
}

export function addEndpointOptions(command: Command): Command {
  return command
    .requiredOption('--url <url>', 'https address of the extension, with the path before hooks if there is one')
    .option('--ca <file>', "authorities in PEM that signed its certificate (default: the system's)")
    .option('--insecure-skip-tls-verify', 'take any certificate; for development on this machine only')
    .option('--server-name <name>', 'name that the certificate must carry (default: the host of --url)')
    .option('--client-cert <file>', 'client certificate in PEM, for an extension that wants one')
    .option('--client-key <file>', 'its key in PEM');
}

export function addRequestOptions(command: Command): Command {
  return command
    .option('--cluster <file>', "manifest of the Cluster; '-' reads the standard input (default: a small one)")
    .addOption(
      new Option('--settings <key=value>', 'a setting to send along (repeatable)').argParser(addSetting).default({}, 'none'),
    );
}

export function toOption(description: string): Option {
  return new Option('--to <version>', description).argParser(parseVersion);
}

export function outputOption(): Option {
  return new Option('-o, --output <format>', 'how to print').choices(['text', 'json']).default('text');
}

/** Ends with 2 for what was typed wrongly; 1 is for extensions that are not as they should be. */
export function endWithUsageCode(command: Command): Command {
  return command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
}

function addSetting(text: string, all: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [key = '', ...value] = text.split('=');
  if (key === '' || value.length === 0) throw new InvalidArgumentError('write it as KEY=VALUE.');
  return { ...all, [key]: value.join('=') };
}

function parseVersion(text: string): string {
  if (!/^v\d+\.\d+\.\d+(?:[-+].*)?$/.test(text)) throw new InvalidArgumentError('write it with all three numbers: v1.36.0.');
  return text;
}
