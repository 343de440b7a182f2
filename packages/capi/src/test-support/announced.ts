import type { Client } from '@capstan/client';
import type { ResourceType } from '@capstan/schema';

/** Waits until kinds that are served are announced, too: kube-apiserver does that a moment later. */
export async function untilAnnounced({ discovery }: Client, resources: readonly ResourceType[]): Promise<void> {
  const missing = async () => {
    const known = await discovery.resources();
    return resources.filter(({ group, kind }) => !known.some((one) => one.group === group && one.kind === kind));
  };
  while ((await missing()).length > 0) discovery.refresh();
}
