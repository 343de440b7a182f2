import { type OutOf, t } from '@capstan/schema';
import { labelName, objectName } from './field-types.ts';

/** A Sonobuoy plugin, and what this operator must know beside its definition. */
export const plugin = t
  .object({
    name: labelName('Must be the plugin-name of the definition.'),
    definition: t
      .string({ minLength: 1, maxLength: 131_072, description: "Sonobuoy's own YAML: sonobuoy-config, spec, podSpec, …" })
      .optional(),
    definitionFrom: t
      .object(
        {
          namespace: objectName('Of the ConfigMap, in the management cluster.'),
          name: objectName('Of the ConfigMap.'),
          key: t.string({ minLength: 1, maxLength: 253, default: 'plugin.yaml', description: 'Of its data.' }),
        },
        { description: 'A ConfigMap that holds the definition.' },
      )
      .optional(),
    permissions: t.enum(['NamespaceAdmin', 'ClusterRead', 'ClusterAdmin'], {
      default: 'ClusterRead',
      description: 'What its pods may do in the workload cluster. All plugins of a run share the most that one of them needs.',
    }),
    minimumCases: t.integer({ minimum: 1, default: 1, description: 'Fewer cases than this decide nothing.' }),
    focusVariable: t
      .string({
        pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
        maxLength: 253,
        description:
          'Environment variable that gets a regular expression of the failed cases when they are tried again: E2E_FOCUS.',
      })
      .optional(),
  })
  .rule('has(self.definition) != has(self.definitionFrom)', { message: 'give either definition or definitionFrom' });

/** A Job to run to its end: its success is one case. */
export const job = t.object({
  name: labelName('Names the check in results.'),
  template: t.preserveUnknown({ description: "A PodSpec in a Job's template: spec.template of a batch/v1 Job." }),
});

export type ProfilePlugin = OutOf<typeof plugin>;
