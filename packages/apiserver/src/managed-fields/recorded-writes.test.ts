import { readFileSync } from 'node:fs';
import type { Status, StructuralSchema } from '@capstan/schema';
import { describe, expect, test } from 'vitest';
import { StatusError } from '../errors/status-error.ts';
import { applyJsonPatch } from '../patches/json-patch.ts';
import { applyMergePatch } from '../patches/merge-patch.ts';
import { applyStrategicPatch } from '../patches/strategic-patch.ts';
import { builtInSchema } from '../resources/built-in-kinds.ts';
import type { MutableObject } from '../resources/served-kind.ts';
import { applyConfiguration } from './apply-configuration.ts';
import { fooSchema } from './test-support/foo-schema.ts';
import { trackUpdate } from './track-update.ts';

/** Writes to a kube-apiserver 1.36.3, one after another, with its answers. `live` is told where it is not the result before. */
interface Sequence {
  readonly name: string;
  readonly schema: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly steps: readonly Step[];
}

interface Step {
  readonly op: 'create' | 'put' | 'apply' | 'json' | 'merge' | 'smp';
  readonly manager: string;
  readonly subresource?: string;
  readonly force?: boolean;
  readonly ignored?: readonly string[];
  readonly time: string;
  readonly live?: MutableObject | null;
  readonly body: unknown;
  readonly error?: Status;
  readonly result?: MutableObject;
}

const recorded = new URL('test-support/recorded-writes.json', import.meta.url);
const sequences = JSON.parse(readFileSync(recorded, 'utf8')) as readonly Sequence[]; // written by the recorder

interface Outcome {
  readonly written?: MutableObject;
  readonly refused?: Status;
}

/** What we make of a step; `written` has the real result where defaults were set, and our ownership. */
function replay(sequence: Sequence, live: MutableObject | undefined, step: Step): Outcome {
  const { apiVersion, kind } = sequence;
  const schema = sequence.schema === 'Foo' ? fooSchema : builtInSchema(sequence.schema);
  const { manager, subresource = '', force = false, ignored = [], time, body } = step;
  const common = { live, schema, manager, apiVersion, subresource, ignored, time };
  try {
    if (step.op === 'apply') return { written: applyConfiguration({ ...common, configuration: body, kind, force }) };
    const sent = patched(step, live, schema);
    const next = structuredClone(step.result) as MutableObject; // a write that is not refused has a result
    delete next.metadata.managedFields;
    if (sent.metadata.managedFields) next.metadata.managedFields = sent.metadata.managedFields;
    trackUpdate({ ...common, next });
    const spec = sequence.kind === 'Deployment' ? {} : { data: sent['data'], spec: sent['spec'] };
    return { written: step.op === 'create' || step.op === 'put' ? next : { ...next, ...spec } };
  } catch (error) {
    if (error instanceof StatusError) return { refused: error.status };
    throw error;
  }
}

function patched(step: Step, live: unknown, schema: StructuralSchema): MutableObject {
  switch (step.op) {
    case 'json':
      return applyJsonPatch(live, step.body) as MutableObject; // an object stays one
    case 'merge':
      return applyMergePatch(live, step.body) as MutableObject;
    case 'smp':
      return applyStrategicPatch(live, step.body, schema) as MutableObject;
    default:
      return structuredClone(step.body) as MutableObject;
  }
}

/** Go's maps have no order: neither have the causes of a conflict. */
const sorted = (status: Status | undefined) => {
  const causes = status?.details?.causes;
  const order = ({ message, field }: { message?: string; field?: string }) => `${message} ${field}`;
  return (
    status && {
      ...status,
      details: { ...status.details, causes: [...(causes ?? [])].sort((a, b) => (order(a) < order(b) ? -1 : 1)) },
    }
  );
};

describe.each(sequences)('recorded: $name', (sequence) => {
  let live: MutableObject | undefined;
  const steps = sequence.steps.map((step) => {
    const before = step.live === undefined ? live : (step.live ?? undefined);
    live = step.result ?? before;
    return { step, before, title: `${step.op} by ${step.manager}${step.subresource ? ` of ${step.subresource}` : ''}` };
  });

  test.each(steps)('$title', ({ step, before }) => {
    const frozen = structuredClone(before);

    const { written, refused } = replay(sequence, before, step);

    expect(sorted(refused)).toEqual(sorted(step.error));
    expect(written?.metadata.managedFields).toEqual(step.result?.metadata.managedFields);
    if (sequence.kind === 'ConfigMap') expect(written?.['data'] ?? {}).toEqual(step.result?.['data'] ?? {});
    if (sequence.kind === 'Foo' && written?.['spec'] && !step.subresource) {
      expect(step.result).toMatchObject({ spec: written['spec'] });
    }
    expect(before).toEqual(frozen);
  });
});
