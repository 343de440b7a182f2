import type { Client } from '@capstan/client';
import { SubjectAccessReview } from '@capstan/schema';
import type { ProgramContext, Programs } from '@capstan/simulated-node';

/**
 * Images whose aggregators begin once the API server heeds the rights that were made just before them, which takes it a moment. A
 * pod of a simulated node would be faster than that, as no real one is.
 */
export function onceHeeded(programs: Programs, client: Client): Programs {
  const images = Object.entries(programs).map(([reference, image]) => {
    const { main, ...rest } = typeof image === 'function' ? { main: image } : image;
    const later = async (context: ProgramContext) => {
      if (context.command.includes('aggregator')) await untilHeeded(context, client);
      return main(context);
    };
    return [reference, { ...rest, main: later }] as const;
  });
  return Object.fromEntries(images);
}

/** What `sonobuoy run` calls the account; one of another name may never be given these rights. */
const account = 'sonobuoy-serviceaccount';

async function untilHeeded({ pod: { metadata, spec }, signal }: ProgramContext, client: Client): Promise<void> {
  if (spec?.serviceAccountName !== account) return;
  const { namespace = '' } = metadata;
  const user = `system:serviceaccount:${namespace}:${account}`;
  const review = { spec: { user, resourceAttributes: { verb: 'patch', resource: 'pods', namespace } } };
  while ((await client.create(SubjectAccessReview, review, { signal })).status?.allowed !== true);
}
