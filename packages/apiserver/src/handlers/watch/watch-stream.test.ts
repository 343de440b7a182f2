import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { objectFrame } from './event-frames.ts';
import { WatchStream } from './watch-stream.ts';

/** What a client gets to read of a stream that was written so. */
async function read(write: (stream: WatchStream) => void): Promise<readonly unknown[]> {
  const version = { version: 'v1', schema: {}, schemaVersion: 1, columns: [], subresources: { status: false, others: [] } };
  const options = { tells: { kind: 'Lease', apiVersion: 'v1' }, bookmarks: true, bufferBytes: 1000, revision: () => 7 };
  const server = createServer((_incoming, response) => {
    const stream = new WatchStream(response, {}, { ...options, version: { ...version, verbs: [], selectableFields: [] } });
    write(stream);
    stream.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const text = await (await fetch(`http://127.0.0.1:${port}`)).text();
  server.closeAllConnections();
  server.close();
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('a bookmark of the clock that comes before the beginning was told is left out, so that nobody goes on from there', async () => {
  const end = { 'k8s.io/initial-events-end': 'true' };
  const told = await read((stream) => {
    stream.bookmark();
    stream.write(objectFrame('ADDED', Buffer.from('{"a":1}')));
    stream.bookmark(end);
    stream.expectReading();
    stream.bookmark();
  });

  const object = { kind: 'Lease', apiVersion: 'v1', metadata: { resourceVersion: '7' } };
  expect(told).toEqual([
    { type: 'ADDED', object: { a: 1 } },
    { type: 'BOOKMARK', object: { ...object, metadata: { ...object.metadata, annotations: end } } },
    { type: 'BOOKMARK', object },
  ]);
});
