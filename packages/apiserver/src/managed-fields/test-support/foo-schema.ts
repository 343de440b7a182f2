import type { StructuralSchema } from '@capstan/schema';

/** A custom kind with every sort of field that server-side apply tells apart. The recorded writes were made with it. */
export const fooSchema: StructuralSchema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        size: { type: 'integer', default: 3 },
        any: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        anyList: { type: 'array', items: { type: 'string' } },
        set: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
        items: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['a', 'b'],
          items: {
            type: 'object',
            required: ['a'],
            properties: { a: { type: 'integer' }, b: { type: 'string', default: 'dflt' }, v: { type: 'string' } },
          },
        },
        am: { type: 'object', 'x-kubernetes-map-type': 'atomic', additionalProperties: { type: 'string' } },
        gm: {
          type: 'object',
          additionalProperties: { type: 'object', properties: { q: { type: 'string' }, r: { type: 'string' } } },
        },
        ios: { 'x-kubernetes-int-or-string': true },
        emb: { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true },
        nul: { type: 'string', nullable: true },
      },
    },
    status: {
      type: 'object',
      properties: {
        phase: { type: 'string' },
        conditions: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['type'],
          items: { type: 'object', required: ['type'], properties: { type: { type: 'string' }, status: { type: 'string' } } },
        },
      },
    },
  },
};
