import { type HookEndpoint, isHookCallError, keepAlive } from '@capstan/capi';
import { type Duration, durationMs } from '@capstan/schema';
import { sampleCluster, type TopologyCluster } from '../cluster/topology-cluster.ts';
import { ExtensionProbe } from './extension-probe.ts';
import { inspectTls } from './inspect-tls.ts';
import type { Rule } from './rule.ts';
import { answerRules } from './rules/answer-rules.ts';
import { discoveryRules } from './rules/discovery-rules.ts';
import { patchRules } from './rules/patch-rules.ts';
import { payloadRules } from './rules/payload-rules.ts';
import { repetitionRules } from './rules/repetition-rules.ts';
import { robustnessRules } from './rules/robustness-rules.ts';
import { tlsRules } from './rules/tls-rules.ts';
import { type Finding, failed, passed, skipped, type Verdict } from './verdict.ts';

export interface VerifyOptions {
  readonly endpoint: HookEndpoint;
  /** The Cluster that requests are about. Default: a small one. */
  readonly cluster?: TopologyCluster;
  /** Version that requests upgrade to. Default: the minor after the Cluster's. */
  readonly to?: string;
  /** Sent with every request. Default: none. */
  readonly settings?: Readonly<Record<string, string>>;
  /** How long to wait for an answer to what is no proper call. Default: `'5s'`. */
  readonly patience?: Duration;
  /** The timeout that handlers are asked to keep, where that is examined; more where the way there is slow. Default: `'1s'`. */
  readonly shortTimeout?: Duration;
  readonly signal?: AbortSignal;
}

const reachable: Rule = {
  id: 'reachable',
  title: 'the address is answered, with TLS',
  async check({ options: { endpoint, patienceMs } }) {
    try {
      await inspectTls(endpoint, patienceMs);
      return passed;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return failed(reason, 'Is the extension running, is the address right, and does it speak https?');
    }
  },
};

/**
 * Examines an extension, in whatever language, as Cluster API would and beyond: one verdict for each rule. It calls every
 * handler a few dozen times, about a Cluster that does not exist unless you give one. Rejects only when you end it.
 *
 * @example
 * for await (const verdict of verifyExtension({ endpoint })) if (verdict.result === 'fail') broken.push(verdict.rule);
 */
export async function* verifyExtension(options: VerifyOptions): AsyncGenerator<Verdict, void> {
  const { cluster = sampleCluster(), to, settings = {}, signal } = options;
  const limits = { patienceMs: durationMs(options.patience ?? '5s'), shortTimeoutMs: durationMs(options.shortTimeout ?? '1s') };
  const common = { cluster, to, settings, signal, ...limits };
  const connection = new ExtensionProbe({ ...common, endpoint: options.endpoint });
  const first = await verdictOf(reachable, connection);
  yield first;
  if (first.result === 'fail') return;
  let isTrusted = true;
  for (const rule of tlsRules) {
    const verdict = await verdictOf(rule, connection);
    isTrusted &&= verdict.result !== 'fail';
    yield verdict;
  }
  // A certificate that is not good hides nothing else: the rest is examined all the same.
  using endpoint = keepAlive(isTrusted ? options.endpoint : { ...options.endpoint, insecureSkipTlsVerify: true });
  const probe = new ExtensionProbe({ ...common, endpoint });
  const { answer } = await probe.discovery();
  for (const rule of [...discoveryRules, ...callRules]) {
    const callable = answer !== undefined || rule.id === 'discovery-answer';
    yield callable ? await verdictOf(rule, probe) : { ...named(rule), ...skipped('Discovery was not answered') };
  }
}

const callRules: readonly Rule[] = [...answerRules, ...repetitionRules, ...patchRules, ...payloadRules, ...robustnessRules];

async function verdictOf(rule: Rule, probe: ExtensionProbe): Promise<Verdict> {
  const { signal } = probe.options;
  signal?.throwIfAborted();
  let finding: Finding;
  try {
    finding = await rule.check(probe);
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof Error) || (!isHookCallError(error) && !('code' in error))) throw error;
    finding = failed(error.message, 'The connection broke while it was examined; its log may say more.');
  }
  return { ...named(rule), ...finding };
}

function named({ id, title }: Rule): Pick<Verdict, 'rule' | 'title'> {
  return { rule: id, title };
}
