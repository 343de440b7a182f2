import type { NamedEntry } from './kubeconfig-file.ts';

const clusterFiles = ['certificate-authority'] as const;
const userFiles = ['client-certificate', 'client-key', 'tokenFile'] as const;

/**
 * Refuses what makes this machine read files or run commands. Whoever may write such a kubeconfig could otherwise have
 * the reader send its own files, or run programs, as it likes; so nothing is read before this has passed.
 */
export function requireSelfContained(cluster: NamedEntry, user: NamedEntry | undefined): void {
  for (const field of clusterFiles) refuseFile(cluster, field);
  if (!user) return;
  for (const field of userFiles) refuseFile(user, field);
  for (const field of ['exec', 'auth-provider']) {
    if (user.fields.has(field))
      throw user.fields.error(field, 'runs a command, which is not allowed here', 'Use a client certificate or a token.');
  }
}

function refuseFile({ fields }: NamedEntry, field: string): void {
  if (fields.string(field) === undefined) return;
  const instead = field === 'tokenFile' ? 'token' : `${field}-data`;
  throw fields.error(field, 'names a file, which is not allowed here', `Put the contents into ${instead}.`);
}
