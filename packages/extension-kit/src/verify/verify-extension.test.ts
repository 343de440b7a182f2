import { hook, proceed, provide, retry } from '@capstan/capi';
import { expect, test } from 'vitest';
import { type Defect, startBrokenExtension } from '../test-support/broken-extension.ts';
import { serveExtension } from '../test-support/served-extension.ts';
import type { Verdict } from './verdict.ts';
import { type VerifyOptions, verifyExtension } from './verify-extension.ts';

/** What is answered is answered at once, but for a machine that is busy: only who waits for what never comes has to be in a hurry. */
async function verify(options: VerifyOptions): Promise<readonly Verdict[]> {
  return Array.fromAsync(verifyExtension({ patience: '60s', shortTimeout: '20s', ...options }));
}

const hurry: { readonly [defect in Defect]?: Partial<VerifyOptions> } = {
  'never-answers': { shortTimeout: '1s' },
  'ignores-timeout': { shortTimeout: '1s' },
  'hangs-on-rubbish': { patience: '5s' },
};

function notPassed(verdicts: readonly Verdict[]): readonly string[] {
  return verdicts.filter(({ result }) => result === 'fail' || result === 'warning').map(({ rule }) => rule);
}

test('a good extension passes every rule, whoever wrote its server', async () => {
  await using foreign = await startBrokenExtension();
  await using own = await serveExtension([
    hook('BeforeClusterUpgrade', {}, () => retry(30, 'waiting for approval')),
    hook('AfterControlPlaneInitialized', {}, () => proceed()),
    hook('GeneratePatches', {}, () => provide({ items: [] })),
    hook('UpdateMachine', {}, () => proceed()),
  ]);

  for (const { endpoint } of [foreign, own]) {
    const verdicts = await verify({ endpoint });
    expect(verdicts.filter(({ result }) => result !== 'pass' && result !== 'skipped')).toEqual([]);
    expect(verdicts.filter(({ result }) => result === 'pass').length).toBeGreaterThan(30);
  }
});

test.each<[Defect, readonly string[]]>([
  ['handler-name-with-dot', ['discovery-names']],
  ['two-handlers-of-one-name', ['discovery-unique']],
  ['unknown-hook', ['discovery-hooks']],
  ['timeout-of-45s', ['discovery-timeouts']],
  ['policy-of-its-own', ['discovery-policies']],
  ['other-discovery-each-time', ['discovery-stable']],
  ['two-handlers-of-updates', ['discovery-single']],
  ['no-status', ['answer-status']],
  ['answers-500', ['answer-readable']],
  ['never-answers', ['answer-arrives', 'timeout-obeyed']],
  ['kind-of-another-hook', ['answer-identity']],
  ['no-retry', ['retry-present']],
  ['retry-in-words', ['answer-readable']],
  ['negative-retry', ['retry-positive']],
  ['retry-where-none-can', ['retry-allowed']],
  ['clock-in-message', ['message-stable']],
  ['fails-when-repeated', ['repeat-safe']],
  ['ignores-timeout', ['timeout-obeyed']],
  ['one-call-at-a-time', ['concurrent-calls']],
  ['patch-for-strange-uid', ['patch-uids']],
  ['patch-not-base64', ['patch-encoding']],
  ['patch-does-not-apply', ['patch-applies']],
  ['patch-of-metadata', ['patch-scope']],
  ['patch-of-version', ['patch-protected']],
  ['random-patch', ['patch-repeatable']],
  ['refuses-its-own-patch', ['patch-accepted']],
  ['update-patch-does-not-apply', ['update-patches-apply']],
  ['variable-without-type', ['variables-valid']],
  ['plan-skips-minor', ['plan-valid']],
  ['hangs-on-rubbish', ['malformed-request']],
  ['refuses-unknown-fields', ['unknown-fields', 'large-request']],
  ['small-requests-only', ['large-request']],
  ['answers-any-handler', ['unknown-handler']],
  ['any-case-of-path', ['path-case']],
  ['takes-a-get', ['post-only']],
  ['repeats-settings', ['no-secrets']],
  ['expired-certificate', ['tls-expiry']],
  ['certificate-for-another-name', ['tls-name']],
  ['stranger-certificate', ['tls-trusted']],
  ['takes-old-tls', ['tls-version']],
])('%s is found, and nothing else', async (defect, rules) => {
  await using extension = await startBrokenExtension(defect);

  const verdicts = await verify({ endpoint: extension.endpoint, ...hurry[defect] });

  expect(notPassed(verdicts)).toEqual(rules);
  for (const { rule, detail, hint } of verdicts) {
    if (rules.includes(rule)) expect([detail, hint]).not.toContain('');
  }
});

test('an address where nothing listens is one verdict', async () => {
  const extension = await startBrokenExtension();
  await extension[Symbol.asyncDispose]();

  const verdicts = await verify({ endpoint: extension.endpoint });

  expect(verdicts).toEqual([
    expect.objectContaining({ rule: 'reachable', result: 'fail', detail: expect.stringContaining('ECONNREFUSED') }),
  ]);
});

test('rules have names of their own, in kebab case', async () => {
  await using extension = await startBrokenExtension();

  const rules = (await verify({ endpoint: extension.endpoint })).map(({ rule }) => rule);

  expect(new Set(rules).size).toBe(rules.length);
  expect(rules.filter((rule) => !/^[a-z]+(-[a-z]+)*$/.test(rule))).toEqual([]);
});

test('a variable whose pattern is none is a finding, not the end of the examination', async () => {
  const schema = { openAPIV3Schema: { type: 'string', default: 'a', pattern: '(' } };
  await using served = await serveExtension([
    hook('DiscoverVariables', {}, () => provide({ variables: [{ name: 'size', required: false, schema }] })),
  ]);

  const verdicts = await verify({ endpoint: served.endpoint });

  expect(notPassed(verdicts)).toEqual(['variables-valid']);
  expect(verdicts.find(({ rule }) => rule === 'variables-valid')?.detail).toContain('the schema of "size" cannot be used');
});
