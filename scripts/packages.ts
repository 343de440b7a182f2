/** The packages that are published, each after those it depends on, with what it may import. */
export const packages = [
  { name: '@capstan/schema', folder: 'packages/schema', imports: [] },
  { name: '@capstan/client', folder: 'packages/client', imports: ['@capstan/schema'] },
  { name: '@capstan/runtime', folder: 'packages/runtime', imports: ['@capstan/schema', '@capstan/client'] },
  { name: '@capstan/capi', folder: 'packages/capi', imports: ['@capstan/schema', '@capstan/client', '@capstan/runtime'] },
  { name: '@capstan/apiserver', folder: 'packages/apiserver', imports: ['@capstan/schema'] },
  {
    name: '@capstan/testenv',
    folder: 'packages/testenv',
    imports: ['@capstan/schema', '@capstan/client', '@capstan/runtime', '@capstan/apiserver'],
  },
  { name: '@capstan/extension-kit', folder: 'packages/extension-kit', imports: ['@capstan/schema', '@capstan/capi'] },
  {
    name: '@capstan/simulated-node',
    folder: 'packages/simulated-node',
    imports: ['@capstan/schema', '@capstan/client', '@capstan/runtime'],
  },
  {
    name: '@capstan/config-weaver',
    folder: 'operators/config-weaver',
    imports: ['@capstan/schema', '@capstan/client', '@capstan/runtime'],
  },
  {
    name: '@capstan/lifecycle-sample',
    folder: 'operators/lifecycle-sample',
    imports: ['@capstan/schema', '@capstan/client', '@capstan/runtime', '@capstan/capi'],
  },
  {
    name: '@capstan/operational-readiness',
    folder: 'operators/operational-readiness',
    imports: ['@capstan/schema', '@capstan/client', '@capstan/runtime', '@capstan/capi'],
  },
  {
    name: 'capstan',
    folder: 'packages/cli',
    imports: [
      '@capstan/schema',
      '@capstan/client',
      '@capstan/runtime',
      '@capstan/apiserver',
      '@capstan/capi',
      '@capstan/extension-kit',
      '@capstan/simulated-node',
      '@capstan/config-weaver',
      '@capstan/lifecycle-sample',
      '@capstan/operational-readiness',
    ],
  },
] as const;
