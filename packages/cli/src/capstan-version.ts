import { readFileSync } from 'node:fs';

// The package's own manifest is beside `src` and beside `dist`.
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { readonly version: string };

export const capstanVersion = version;
