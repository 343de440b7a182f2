import type { StructuralSchema } from './structural-schema.ts';

/** The schema of `status.conditions`, with the limits that upstream sets to a condition. */
export function conditionsSchema(types: readonly string[]): StructuralSchema {
  return {
    type: 'array',
    description: `Known types: ${types.join(', ')}.`,
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['type'],
    items: {
      type: 'object',
      required: ['type', 'status', 'lastTransitionTime', 'reason', 'message'],
      properties: {
        type: { type: 'string', maxLength: 316 },
        status: { type: 'string', enum: ['True', 'False', 'Unknown'] },
        observedGeneration: { type: 'integer', format: 'int64', minimum: 0 },
        lastTransitionTime: { type: 'string', format: 'date-time' },
        reason: { type: 'string', minLength: 1, maxLength: 1024, pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$' },
        message: { type: 'string', maxLength: 32_768 },
      },
    },
  };
}
