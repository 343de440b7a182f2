import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hookNames, startExtensionServer } from '@capstan/capi';
import { Agent, request } from 'undici';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from './capstan-process.ts';
import { answeringExtension, type Manner } from './interop/answering-extension.ts';
import { buildJudge, judge, type Verdict, whyNoJudge } from './interop/upstream-judge.ts';
import { loopbackCertificate, loopbackKey } from './loopback-certificate.ts';

if (whyNoJudge) console.log(`SKIPPED: hook answers before upstream's own types: ${whyNoJudge}`);

/** A request as the real Cluster API 1.14.2 sent it. */
interface Recording {
  readonly hook: string;
  /** With the path that the recorder was registered with, `/base`, and the query. */
  readonly path: string;
  readonly body: unknown;
}

const folder = new URL('fixtures/hooks/', import.meta.url).pathname;
const recordings: Recording[] = await Promise.all(
  (await readdir(folder)).toSorted().map(async (file) => JSON.parse(await readFile(join(folder, file), 'utf8'))),
);
const program = whyNoJudge ? '' : buildJudge();

describe.skipIf(whyNoJudge)("answers before upstream's own types", () => {
  test('there is a recording of every hook', () => {
    expect([...new Set(recordings.map(({ hook }) => hook))].toSorted()).toEqual(hookNames.toSorted());
  });

  test.each<Manner>(['goes on', 'holds', 'fails'])(
    'each is what upstream would have written, when the extension %s',
    async (manner) => {
      await using server = await serve(manner);

      const verdicts = await judge(program, ['decode'], await replay(server));

      expect(verdicts.length).toBe(recordings.length);
      for (const verdict of verdicts) expect(refusal(verdict)).toBe('');
    },
  );

  test('they are the same for a caller with the transport and the types of the core manager', async () => {
    await using server = await serve('goes on');
    const questions = recordings.map(({ hook, path, body }) => ({ hook, handler: handlerOf(path), request: body }));

    const verdicts = await judge(program, ['call', server.url, server.caFile], questions);
    const replayed = await replay(server);

    expect(verdicts.map(refusal)).toEqual(recordings.map(() => ''));
    expect(verdicts.map(({ answer }) => JSON.parse(answer))).toEqual(replayed.map(({ answer }) => JSON.parse(answer)));
  });

  test('what upstream does not know is refused', async () => {
    const answer = {
      apiVersion: 'hooks.runtime.cluster.x-k8s.io/v1alpha1',
      kind: 'BeforeClusterCreateResponse',
      status: 'Success',
      retryAfterSeconds: 0,
    };
    const wrong = [{ retryAfter: 5 }, { status: 'Fine' }, { retryAfterSeconds: '5' }, { kind: 'BeforeClusterDeleteResponse' }];

    const verdicts = await judge(
      program,
      ['decode'],
      wrong.map((fields) => ({ hook: 'BeforeClusterCreate', answer: JSON.stringify({ ...answer, ...fields }) })),
    );

    expect(verdicts.map(({ error }) => error)).toEqual([
      'unknown field "retryAfter"',
      'unknown status "Fine"',
      expect.stringContaining('cannot unmarshal string'),
      expect.stringContaining('Kind=BeforeClusterDeleteResponse'),
    ]);
  });
});

interface Served extends AsyncDisposable {
  readonly url: string;
  readonly caFile: string;
}

async function serve(manner: Manner): Promise<Served> {
  await using made = new AsyncDisposableStack();
  const { path: directory } = made.use(await temporaryFolder());
  const caFile = join(directory, 'tls.crt');
  await writeFile(caFile, loopbackCertificate);
  await writeFile(join(directory, 'tls.key'), loopbackKey, { mode: 0o600 });
  const server = made.use(
    await startExtensionServer({
      extensions: [answeringExtension(manner)],
      certificate: { from: 'files', directory },
      listen: { host: '127.0.0.1', port: 0 },
    }),
  );
  const owned = made.move();
  return { url: server.url, caFile, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Sends each recorded request, byte for byte but for spaces and with no headers of its own. */
async function replay({ url }: Served): Promise<{ readonly hook: string; readonly answer: string }[]> {
  await using made = new AsyncDisposableStack();
  const dispatcher = made.adopt(new Agent({ connect: { ca: loopbackCertificate } }), (agent) => agent.close());
  const answers = [];
  for (const { hook, path, body } of recordings) {
    const address = url + path.replace(/^\/base/, '');
    const answer = await request(address, { method: 'POST', body: JSON.stringify(body), dispatcher });
    expect(answer.statusCode, `${hook}: ${address}`).toBe(200);
    answers.push({ hook, answer: await answer.body.text() });
  }
  return answers;
}

/** Why upstream would not take the answer, or would have written another; empty when there is nothing to say. */
function refusal({ hook, ok, error, canonical = '', answer }: Verdict): string {
  if (!ok) return `${hook}: ${error} in ${answer}`;
  const [ours, theirs] = [answer, canonical].map((json) => JSON.stringify(sorted(JSON.parse(json))));
  return ours === theirs ? '' : `${hook}: ${ours}, where upstream writes ${theirs}`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => [key, sorted(field)]),
  );
}

/** What follows the hook in the path; Discovery has none. */
function handlerOf(path: string): string {
  return new URL(path, 'https://recorder').pathname.split('/')[5] ?? '';
}
