import { ClientError } from '../client-error.ts';
import type { ClusterConfig, ExecPlugin } from '../cluster-config.ts';
import type { Credential, Credentials } from './credentials.ts';
import { type ExecCredential, execInfo, parseExecCredential } from './exec-credential.ts';
import { runCommand } from './run-command.ts';

/** A token that ends this soon is not worth sending. */
const expiryMarginMs = 5_000;

/** Credentials from a command, kept until they expire or the server refuses them. */
export class ExecCredentials implements Credentials {
  readonly #plugin: ExecPlugin;
  readonly #config: ClusterConfig;
  #cached: ExecCredential | undefined;
  #running: Promise<Credential> | undefined;

  constructor(plugin: ExecPlugin, config: ClusterConfig) {
    this.#plugin = plugin;
    this.#config = config;
  }

  current(): Credential | Promise<Credential> {
    const cached = this.#cached;
    // Expiry is a date of the world, so it is compared with the world's clock.
    if (cached && (cached.expiresAt === undefined || Date.now() < cached.expiresAt - expiryMarginMs)) return cached.credential;
    return this.#runOnce();
  }

  async renew(refused: Credential): Promise<Credential | undefined> {
    const credential = this.#cached?.credential === refused ? await this.#runOnce() : await this.current();
    return credential.authorization === refused.authorization && credential.certificate === refused.certificate
      ? undefined
      : credential;
  }

  #runOnce(): Promise<Credential> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run(): Promise<Credential> {
    const { command, args, apiVersion, installHint } = this.#plugin;
    const env = { ...this.#plugin.environment(), KUBERNETES_EXEC_INFO: execInfo(this.#plugin, this.#config) };
    const result = await runCommand(command, args, env);
    switch (result.outcome) {
      case 'missing':
        throw pluginFailed(
          `the credential plugin ${command} is not installed`,
          installHint ?? `Install ${command}, or add it to PATH.`,
        );
      case 'failed':
        throw pluginFailed(
          `the credential plugin ${command} failed: ${result.problem}`,
          `Run ${command} by hand, as the kubeconfig says, to see why.`,
        );
      case 'done': {
        const parsed = parseExecCredential(result.output, apiVersion);
        if ('problem' in parsed)
          throw pluginFailed(
            `the credential plugin ${command} is of no use: ${parsed.problem}`,
            'Update the plugin, or check the apiVersion in the kubeconfig.',
          );
        this.#cached = parsed;
        return parsed.credential;
      }
      default:
        return result satisfies never;
    }
  }
}

function pluginFailed(message: string, hint: string): ClientError {
  return new ClientError(message, { code: 'ExecPluginFailed', hint });
}
