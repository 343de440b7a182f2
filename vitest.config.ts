import { defineConfig } from 'vitest/config';

const conditions = ['@capstan/source', 'node', 'import', 'module', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['@capstan/source', 'node'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'operators/*/src/**/*.test.ts', 'e2e/**/*.test.ts', 'scripts/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    execArgv: ['--conditions=@capstan/source'],
    maxWorkers: 2,
  },
});
