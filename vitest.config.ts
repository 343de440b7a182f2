import { defineConfig } from 'vitest/config';
import { LongestFirst } from './scripts/longest-first.ts';

const conditions = ['@capstan/source', 'node', 'import', 'module', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['@capstan/source', 'node'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'operators/*/src/**/*.test.ts', 'e2e/**/*.test.ts', 'scripts/**/*.test.ts'],
    // How long a test waits for a state before it fails: a machine many times slower than this one must get there too.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    pool: 'forks',
    execArgv: ['--conditions=@capstan/source'],
    // On kube-apiserver tests wait most of their time, for servers that start and for namespaces that go (five seconds each).
    maxWorkers: process.env['CAPSTAN_CONTROL_PLANE'] === 'envtest' ? 4 : 2,
    sequence: { sequencer: LongestFirst },
  },
});
