// Prints what config-weaver costs beside the server's own limit, each figure from this run. Loopback only; ends by itself.
import { existsSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { startBareWriter } from './bare-writes.ts';
import { type Contender, startEmbedded, startReal } from './control-planes.ts';
import { type Figures, median } from './figures.ts';
import { measureIdle } from './weaver-idle.ts';
import { changeOnce, type MadeSync, makeTargets, newNamespaces, syncTo } from './weaver-load.ts';
import { buildOperator, startWeaver } from './weaver-operator.ts';
import { measureTurns } from './weaver-turns.ts';

/** Which parts are measured: the one takes minutes in which nothing happens, the other all of the machine. */
const parts = (process.env['WEAVER_PARTS'] ?? 'idle,changes').split(',');
const sizes = (process.env['WEAVER_TARGETS'] ?? '1000,10000').split(',').map(Number);
/** Both ends are to be compiled: it takes some ten thousand writes, of which many targets are enough by themselves. */
const roundsOf = (size: number) => (size > 1_000 ? { warmUp: 1, rounds: 3 } : { warmUp: 10, rounds: 15 });

type Tell = (name: string, value: number) => void;

async function measure(start: () => Promise<Contender>): Promise<Figures> {
  const figures: Record<string, number> = {};
  const tell: Tell = (name, value) => {
    figures[name] = value;
    console.error(`${name}: ${value.toFixed(2)}`); // as it goes: the whole takes minutes
  };
  if (parts.includes('idle')) {
    await using idle = await start();
    await makeTargets(idle, 10);
    await measureIdle(idle, tell);
  }
  if (!parts.includes('changes')) return figures;
  await using contender = await start();
  await makeTargets(contender, Math.max(...sizes));
  const big = await measureChanges(contender, tell);
  {
    await using operator = await startWeaver(contender);
    tell('start until ready, ms', operator.startMs);
    const { firstMs } = await syncTo(contender, 1, 'fresh');
    tell(`a new sync right after, with ${sizes.reduce((a, b) => a + b, 0)} copies in place, ms`, firstMs);
    const waits = await newNamespaces(contender, 7);
    tell('a new namespace waits for its copy, ms', median(waits));
    tell('a new namespace waits for its copy, ms at most', Math.max(...waits));
  }
  if (big) await measureTurns(contender, big, tell); // last: it leaves syncs behind that are looked at again and again
  return figures;
}

async function measureChanges(contender: Contender, tell: Tell): Promise<MadeSync | undefined> {
  await using operator = await startWeaver(contender);
  await using bare = await startBareWriter(contender);
  let sync: MadeSync | undefined;
  for (const size of sizes) {
    sync = await syncTo(contender, size);
    tell(`first copies to ${size}, ms`, sync.firstMs);
    tell(`the first change to ${size}, which asks for rights, ms`, await changeOnce(contender, sync));
    const { warmUp, rounds } = roundsOf(size);
    const changes: number[] = [];
    const writes: number[] = [];
    for (let round = -warmUp; round < rounds; round++) {
      // In turns, so that what else the machine does meets both.
      changes.push(await changeOnce(contender, sync));
      writes.push(await bare.write(size));
    }
    const ratios = changes.map((change, round) => change / (writes[round] ?? 0)).slice(warmUp);
    tell(`a later change to ${size}, ms`, median(changes.slice(warmUp)));
    tell(`the same ${size} writes sent bare, ms`, median(writes.slice(warmUp)));
    tell(`ratio of the two at ${size}`, median(ratios));
    tell(`operator memory after it, MB`, operator.residentMegabytes());
  }
  return sync;
}

function printTable(ours: Figures | undefined, theirs: Figures | undefined): void {
  const names = Object.keys(ours ?? theirs ?? {});
  const width = Math.max(...names.map(({ length }) => length)) + 2;
  const shown = (value: number | undefined) => value?.toFixed(value < 10 ? 2 : 0) ?? 'n/a';
  console.log(`${''.padEnd(width)}${'embedded'.padStart(10)}${'kube-apiserver'.padStart(16)}`);
  for (const name of names)
    console.log(`${name.padEnd(width)}${shown(ours?.[name]).padStart(10)}${shown(theirs?.[name]).padStart(16)}`);
}

const assets = process.env['KUBEBUILDER_ASSETS'] ?? new URL('../.cache/real/bin', import.meta.url).pathname;
buildOperator();
console.error(`load of the machine before: ${loadavg()[0]?.toFixed(1)}`);
const ours = process.env['WEAVER_SERVER'] === 'real' ? undefined : await measure(startEmbedded);
const hasPeer = process.env['WEAVER_SERVER'] !== 'embedded' && existsSync(join(assets, 'kube-apiserver'));
const theirs = hasPeer ? await measure(() => startReal(assets)) : undefined;
printTable(ours, theirs);
