import { readFile } from 'node:fs/promises';
import { extensionManifests } from '@capstan/capi';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { lifecycleSample } from './index.ts';

test('the committed manifests are those that capstan manifests lifecycle-sample prints', async () => {
  const text = await readFile(new URL('../manifests.yaml', import.meta.url), 'utf8');
  const committed = [...parseAllDocuments(text)].map((document) => document.toJS() as unknown);
  const deployment = committed.find((object) => (object as { kind: string }).kind === 'Deployment'); // of a file of ours
  const [{ image, args }] = (deployment as Deployed).spec.template.spec.containers;

  const manifests = extensionManifests(lifecycleSample, { image, args, certificates: 'selfManaged' });

  expect(committed).toEqual(JSON.parse(JSON.stringify(manifests)));
});

interface Deployed {
  readonly spec: {
    readonly template: {
      readonly spec: { readonly containers: readonly [{ readonly image: string; readonly args: readonly string[] }] };
    };
  };
}
