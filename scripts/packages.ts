/** The packages that are published, each after those it depends on, with what it may import. */
export const packages = [
  { name: '@capstan/schema', folder: 'packages/schema', imports: [] },
  { name: '@capstan/client', folder: 'packages/client', imports: ['@capstan/schema'] },
  { name: '@capstan/runtime', folder: 'packages/runtime', imports: ['@capstan/schema', '@capstan/client'] },
  { name: '@capstan/apiserver', folder: 'packages/apiserver', imports: ['@capstan/schema'] },
  {
    name: '@capstan/testenv',
    folder: 'packages/testenv',
    imports: ['@capstan/schema', '@capstan/client', '@capstan/runtime', '@capstan/apiserver'],
  },
  {
    name: '@capstan/config-weaver',
    folder: 'operators/config-weaver',
    imports: ['@capstan/schema', '@capstan/client', '@capstan/runtime'],
  },
  {
    name: 'capstan',
    folder: 'packages/cli',
    imports: ['@capstan/schema', '@capstan/client', '@capstan/runtime', '@capstan/apiserver', '@capstan/config-weaver'],
  },
] as const;
