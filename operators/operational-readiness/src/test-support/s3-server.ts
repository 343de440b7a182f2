import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface S3Server extends Disposable {
  readonly endpoint: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Built from the folder beside this file, with Go. */
const program = fileURLToPath(new URL('../../../../.cache/real/bin/s3-server', import.meta.url));

/** Why the server cannot be started; `undefined` when it can. */
export const noS3Server = existsSync(program) ? undefined : "there is no s3-server; 'npm run real:install -- --tools' builds it";

/** Starts an S3-compatible server that checks signatures. It ends when disposed, or with this process. */
export async function startS3Server(): Promise<S3Server> {
  const server = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  const [endpoint] = (await once(createInterface({ input: server.stdout }), 'line')) as readonly string[]; // a line is text
  if (endpoint === undefined) throw new Error('the S3 server ended at once');
  return {
    endpoint,
    bucket: 'archives',
    accessKeyId: 'TESTKEY',
    secretAccessKey: 'testsecret',
    [Symbol.dispose]: () => void server.stdin.end(),
  };
}
