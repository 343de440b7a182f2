#!/usr/bin/env node
// Plain JavaScript without new syntax: it must be able to say what is wrong on an older Node.
const needed = 24;
if (Number(process.versions.node.split('.')[0]) < needed) {
  process.stderr.write(
    `capstan needs Node ${needed} or newer; this is Node ${process.versions.node}.\n` +
      'Install one from https://nodejs.org, or run it without installing: npx --package node@24 --package capstan capstan\n',
  );
  process.exit(1);
}
import('../dist/main.js').then(
  ({ main }) => main(process.argv),
  (error) => {
    process.stderr.write(`capstan is not installed completely: ${error.message}\n`);
    process.exitCode = 1;
  },
);
