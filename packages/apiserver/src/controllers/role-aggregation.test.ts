import { expect, test } from 'vitest';
import { clusterRoles } from './test-support/owned-objects.ts';
import { type Answered, type RunningServer, startServer } from './test-support/running-server.ts';

const rule = (resource: string) => ({ apiGroups: [''], resources: [resource], verbs: ['get'] });
const rulesOf = (role: Answered | undefined) => (role?.['rules'] ?? []) as readonly { resources: readonly string[] }[]; // a ClusterRole's
const resourcesOf = (role: Answered | undefined) => rulesOf(role).flatMap(({ resources }) => resources);

const createRole = (server: RunningServer, name: string, more: object) =>
  server.create(clusterRoles(), { kind: 'ClusterRole', apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name }, ...more });

const labelled = (server: RunningServer, name: string, resources: readonly string[], label = 'shop') =>
  createRole(server, name, { metadata: { name, labels: { part: label } }, rules: resources.map(rule) });

const aggregated = (server: RunningServer, name: string, labels: readonly string[]) =>
  createRole(server, name, {
    metadata: { name, labels: { part: 'shop' } },
    aggregationRule: { clusterRoleSelectors: labels.map((part) => ({ matchLabels: { part } })) },
    rules: [],
  });

test('an aggregated role has the rules of the roles it selects, in order of name, each once, and not its own', async () => {
  await using server = await startServer();
  await labelled(server, 'part-b', ['pods', 'services']);
  await labelled(server, 'part-a', ['configmaps', 'pods']);
  await labelled(server, 'far', ['nodes'], 'farm');
  await labelled(server, 'other', ['secrets'], 'other');

  await aggregated(server, 'all', ['shop', 'farm']);

  const role = await server.until(clusterRoles('all'), (object) => rulesOf(object).length === 4);
  expect(resourcesOf(role)).toEqual(['configmaps', 'pods', 'services', 'nodes']);
});

test('it follows roles that appear, change their rules or labels, and go', async () => {
  await using server = await startServer();
  await aggregated(server, 'all', ['shop']);
  const becomes = async (resources: readonly string[]) =>
    server.until(clusterRoles('all'), (object) => resourcesOf(object).join() === resources.join());

  await labelled(server, 'part', ['pods']);
  await becomes(['pods']);
  await server.mergePatch(clusterRoles('part'), { rules: [rule('secrets')] });
  await becomes(['secrets']);
  await server.mergePatch(clusterRoles('part'), { metadata: { labels: { part: 'other' } } });
  await becomes([]);
  await server.mergePatch(clusterRoles('part'), { metadata: { labels: { part: 'shop' } } });
  await becomes(['secrets']);
  await server.delete(clusterRoles('part'));
  const role = await becomes([]);

  expect(rulesOf(role)).toEqual([]);
});

test('rules written by hand into an aggregated role do not last', async () => {
  await using server = await startServer();
  await labelled(server, 'part', ['pods']);
  await aggregated(server, 'all', ['shop']);
  await server.until(clusterRoles('all'), (object) => resourcesOf(object).join() === 'pods');

  await server.mergePatch(clusterRoles('all'), { rules: [rule('secrets')] });

  const role = await server.until(clusterRoles('all'), (object) => resourcesOf(object).join() === 'pods');
  expect(resourcesOf(role)).toEqual(['pods']);
});

test('a role for new kinds becomes part of edit by its label', async () => {
  await using server = await startServer();
  const labels = { 'rbac.authorization.k8s.io/aggregate-to-edit': 'true' };
  await createRole(server, 'widgets-edit', {
    metadata: { name: 'widgets-edit', labels },
    rules: [{ apiGroups: ['example.com'], resources: ['widgets'], verbs: ['*'] }],
  });

  const edit = await server.until(clusterRoles('edit'), (object) => resourcesOf(object).includes('widgets'));
  const admin = await server.until(clusterRoles('admin'), (object) => resourcesOf(object).includes('widgets'));

  expect([resourcesOf(edit).includes('configmaps'), resourcesOf(admin).includes('configmaps')]).toEqual([true, true]);
});
