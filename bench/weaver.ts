// Prints what config-weaver costs beside the server's own limit, each figure from this run. Loopback only; ends by itself.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Contender, startEmbedded, startReal } from './control-planes.ts';
import { changeOnce, makeTargets, measureBare, measureIdle, startWeaver, syncTo } from './weaver-load.ts';

interface Figures {
  readonly [measure: string]: number;
}

const sizes = (process.env['WEAVER_TARGETS'] ?? '1000,10000').split(',').map(Number);
const rounds = 5;

async function measure(start: () => Promise<Contender>): Promise<Figures> {
  await using contender = await start();
  const figures: Record<string, number> = {};
  const tell = (name: string, value: number) => {
    figures[name] = value;
    console.error(`${name}: ${value.toFixed(1)}`); // as it goes: the whole takes minutes
  };
  await makeTargets(contender, Math.max(...sizes));
  {
    await using operator = await startWeaver(contender);
    for (const size of sizes) {
      const sync = await syncTo(contender, size);
      tell(`first copies to ${size}, ms`, sync.firstMs);
      const times: number[] = [];
      for (let round = 0; round < rounds; round++) times.push(await changeOnce(contender, sync));
      tell(`one change to ${size}, ms`, median(times));
      const bare: number[] = [];
      for (let round = 0; round < rounds; round++) bare.push(await measureBare(contender, size));
      tell(`the same ${size} writes sent bare, ms`, median(bare));
      tell(`operator memory at ${size}, MB`, operator.residentMegabytes());
    }
  }
  {
    const started = performance.now();
    await using _operator = await startWeaver(contender);
    tell('start to working, ms', performance.now() - started);
    tell(
      `a new sync after a start with ${sizes.reduce((a, b) => a + b, 0)} copies in place, ms`,
      (await syncTo(contender, 1, 'fresh')).firstMs,
    );
  }
  for (const [name, value] of Object.entries(await measureIdle(contender))) tell(name, value);
  return figures;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

function printTable(ours: Figures, theirs: Figures | undefined): void {
  const width = Math.max(...Object.keys(ours).map(({ length }) => length)) + 2;
  console.log(`${''.padEnd(width)}${'capstan'.padStart(10)}${'kube-apiserver'.padStart(16)}`);
  for (const [name, value] of Object.entries(ours))
    console.log(`${name.padEnd(width)}${value.toFixed(1).padStart(10)}${(theirs?.[name]?.toFixed(1) ?? 'n/a').padStart(16)}`);
}

const assets = process.env['KUBEBUILDER_ASSETS'] ?? new URL('../.cache/real/bin', import.meta.url).pathname;
const ours = await measure(startEmbedded);
const theirs = existsSync(join(assets, 'kube-apiserver')) ? await measure(() => startReal(assets)) : undefined;
printTable(ours, theirs);
