import type { ObjectRef } from '@capstan/schema';
import { ClientError } from '../client-error.ts';
import type { Exec, ExecEvent, ExecOptions } from '../pod-streams.ts';
import type { Session } from '../verbs/session.ts';
import { ExecConnection } from './exec-connection.ts';
import { podCall } from './pod-call.ts';

/** Only the first can tell a command that its input has ended. */
const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'] as const;
/** So much of what a command complains about is quoted. */
const quotedBytes = 500;

export function execInPod(session: Session, ref: ObjectRef, options: ExecOptions): Exec {
  const start = () => runCommand(session, ref, options);
  return {
    [Symbol.asyncIterator]: start,
    stdout: () => ({ [Symbol.asyncIterator]: () => standardOutput(start(), ref, options) }),
  };
}

async function* runCommand(session: Session, ref: ObjectRef, options: ExecOptions): AsyncGenerator<ExecEvent, void> {
  const { command, container, stdin } = options;
  if (command.length === 0) {
    throw new ClientError('there is no command to run', { code: 'InvalidRequest', hint: 'Name at least the program.' });
  }
  const parameters = { command, container, stdin: stdin !== undefined, stdout: true, stderr: true };
  const request = podCall(session, { ref, subresource: 'exec', verb: 'create', parameters }, options);
  const { transport } = session;
  const { openWebSocket } = await import('../transport/upgrade.ts'); // most clients never need a WebSocket library
  const socket = await openWebSocket(transport, request, protocols);
  await using connection = new ExecConnection(socket, request, (end) => transport.whileOpen(end));
  if (stdin !== undefined && socket.protocol !== protocols[0]) {
    throw new ClientError('this API server cannot close the standard input of a command', {
      code: 'InvalidRequest',
      hint: 'Leave stdin out, or use a server of Kubernetes 1.30 or newer.',
    });
  }
  // Not awaited: the command may end, and the loop be left, while its input still waits.
  if (stdin !== undefined) void connection.write(stdin);
  for (let events = await connection.read(); events; events = await connection.read()) yield* events;
}

async function* standardOutput(
  events: AsyncGenerator<ExecEvent, void>,
  { name, namespace }: ObjectRef,
  { command }: ExecOptions,
): AsyncGenerator<Uint8Array, void> {
  let complaint = Buffer.alloc(0);
  for await (const event of events) {
    switch (event.type) {
      case 'stdout':
        yield event.data;
        break;
      case 'stderr':
        complaint = Buffer.concat([complaint, event.data]).subarray(-quotedBytes);
        break;
      case 'exited':
        if (event.code !== 0) throw commandFailed(event.code, complaint.toString('utf8').trim());
        break;
    }
  }

  function commandFailed(code: number, said: string): ClientError {
    // Arguments may hold secrets; the program's name does not.
    return new ClientError(`${command[0]} exited with ${code}${said === '' ? '' : `: ${said}`}`, {
      code: 'CommandFailed',
      subject: { kind: 'Pod', name, ...(namespace !== undefined && { namespace }) },
      hint: 'The command ran and failed; its own words are at the end of the message.',
    });
  }
}
