import { type OutOf, t } from '@capstan/schema';
import { durationField, labelName } from './field-types.ts';

/** A check that needs no plugin. */
export const probe = t
  .object({
    name: labelName('Names the probe in results.'),
    type: t.enum(['ApiServer', 'Nodes', 'Dns', 'Images', 'Storage', 'Webhooks'], {
      description:
        'ApiServer: it answers /readyz. Nodes: they are Ready. Dns: the cluster DNS has ready pods. Images: they can be pulled, by a pod. ' +
        'Storage: a volume is provisioned, by a claim and a pod. Webhooks: those of the cluster answer, by a write that is not stored.',
    }),
    operatingSystem: t.enum(['linux', 'windows'], { description: 'Nodes of this system only. Default: all.' }).optional(),
    atLeast: t.integer({ minimum: 0, default: 1, description: 'Nodes: how many there must be.' }),
    images: t.set(t.string({ minLength: 1, maxLength: 255 }), { maxItems: 16, description: 'Images: which.' }).optional(),
    storageClass: t
      .string({ minLength: 1, maxLength: 253, description: "Storage: which class. Default: the cluster's." })
      .optional(),
    timeout: durationField('5m', 'How long it may take to become true once it counts as a check.'),
  })
  .rule("self.type == 'Images' ? has(self.images) && self.images.size() > 0 : !has(self.images)", {
    message: 'name images for a probe of type Images, and for no other',
  })
  .rule("self.type == 'Storage' || !has(self.storageClass)", { message: 'storageClass belongs to a probe of type Storage' });

export type Probe = OutOf<typeof probe>;
