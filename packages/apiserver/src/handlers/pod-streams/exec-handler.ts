import { badRequest, forbidden } from '../../errors/status-error.ts';
import { attributesOf } from '../../server/request-attributes.ts';
import type { HandlerContext, ResourceRequest } from '../handler-context.ts';
import { kubeletOf } from './kubelet-address.ts';
import { proxyUpgrade } from './upgrade-proxy.ts';

const isOn = (value: string | null) => value !== null && value !== '0' && value.toLowerCase() !== 'false';

/** GET and POST of `pods/x/exec`: hands the connection to the kubelet of the pod's node. */
export async function execHandler(request: ResourceRequest, context: HandlerContext): Promise<void> {
  const { info, query } = request;
  authorizeCreation(request, context);
  const kubelet = kubeletOf(request, context, query.get('container') ?? '');
  if (!kubelet) throw badRequest(`pod ${info.name} does not have a host assigned`);
  if (!request.upgrade) throw badRequest('Upgrade request required');
  const asked = new URLSearchParams();
  for (const [ours, theirs] of kubeletParameters) {
    if (isOn(query.get(ours))) asked.append(theirs, '1');
  }
  for (const part of query.getAll('command')) asked.append('command', part);
  const { host, port, container } = kubelet;
  await proxyUpgrade(request.incoming, request.upgrade, { host, port, path: `/exec/${container}?${asked}` });
}

const kubeletParameters = [
  ['stdin', 'input'],
  ['stdout', 'output'],
  ['stderr', 'error'],
  ['tty', 'tty'],
] as const;

/** A browser opens a WebSocket by GET; running something takes the right to create all the same. */
function authorizeCreation(request: ResourceRequest, { authorizer }: HandlerContext): void {
  const { info, kind } = request;
  if (info.verb === 'create') return;
  const decision = authorizer.authorize({ ...attributesOf(request), verb: 'create' });
  if (!decision.allowed) throw forbidden(kind, info.name, decision.reason);
}
