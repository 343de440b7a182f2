import type { ObjectRef } from '@capstan/schema';
import type { LogOptions } from '../pod-streams.ts';
import type { Session } from '../verbs/session.ts';
import { ByteConnection } from './byte-connection.ts';
import { podCall } from './pod-call.ts';

/** The log of a container, in pieces as they arrive. */
export async function* podLogs(session: Session, ref: ObjectRef, options: LogOptions): AsyncGenerator<Uint8Array, void> {
  const { container, follow, previous, tailLines, limitBytes } = options;
  const parameters = { container, follow, previous, tailLines, limitBytes };
  const request = podCall(session, { ref, subresource: 'log', verb: 'get', parameters }, options);
  request.signal?.throwIfAborted();
  const { transport } = session;
  let credential = await transport.credentialFor(request);
  for (let attempt = 1; ; attempt++) {
    using connection = new ByteConnection(transport, request, credential);
    const status = await connection.opened();
    if (status === 401 && attempt === 1 && (await transport.renew(credential))) {
      credential = await transport.credentialFor(request);
      continue;
    }
    for (let chunk = await connection.read(); chunk; chunk = await connection.read()) yield chunk;
    return;
  }
}
