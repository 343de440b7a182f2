// Prints what is ours beside its peers, each figure from this run. Loopback only; ends by itself.
// Names on the command line choose: 'npm run bench -- extensions'. Default: everything.
import { printApiServers } from './api-servers.ts';
import { printExtensions } from './extensions.ts';

const benchmarks = [
  { name: 'api-servers', print: printApiServers },
  { name: 'extensions', print: printExtensions },
];

const chosen = process.argv.slice(2);
const names = benchmarks.map(({ name }) => name);
const unknown = chosen.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`there is no benchmark ${unknown.join(', ')}; there are ${names.join(', ')}`);
  process.exitCode = 1;
} else {
  for (const { name, print } of benchmarks) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    console.log(`\n${name}\n`);
    await print();
  }
}
