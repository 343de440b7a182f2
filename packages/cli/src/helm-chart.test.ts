import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { type ChartDefaults, helmChart } from './helm-chart.ts';
import { loadOperator } from './operators.ts';

async function chartOf(defaults: Partial<ChartDefaults> = {}) {
  const files = helmChart('lifecycle-sample', await loadOperator('lifecycle-sample'), {
    certificates: 'selfManaged',
    ...defaults,
  });
  return { files, values: parse(files.get('values.yaml') ?? '') };
}

test('a chart runs in the namespace of its release and takes the image of its version, unless it is told otherwise', async () => {
  const { values, files } = await chartOf();

  expect(values).toMatchObject({ namespace: '', image: { repository: 'capstan', tag: '', digest: '' } });
  expect(files.get('templates/deployment-lifecycle-sample.yaml')).toContain(
    'namespace: {{ .Values.namespace | default .Release.Namespace }}',
  );
});

test.each([
  ['registry.example.com:5000/capstan:1', { repository: 'registry.example.com:5000/capstan', tag: '1', digest: '' }],
  ['registry.example.com:5000/capstan', { repository: 'registry.example.com:5000/capstan', tag: 'latest', digest: '' }],
  ['capstan:1@sha256:abc', { repository: 'capstan', tag: '1', digest: 'sha256:abc' }],
])('the image %s becomes the default of a chart, and so does a namespace', async (image, expected) => {
  const { values } = await chartOf({ image, namespace: 'hooks' });

  expect(values).toMatchObject({ namespace: 'hooks', image: expected });
});

test('a chart whose certificates cert-manager issues asks it for one', async () => {
  const { files } = await chartOf({ certificates: 'certManager' });

  expect([...files.keys()]).toContain('templates/certificate-lifecycle-sample.yaml');
});
