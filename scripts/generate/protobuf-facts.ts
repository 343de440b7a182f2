import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Field numbers of the API's types, read by a small Go program from the modules that kube-apiserver is built from. */
export function protobufFacts(root: URL): string {
  // The module file of kube-apiserver pins every version; `go run -mod=mod` writes to it, so it is a copy.
  const module = new URL('.cache/real/modules/protobuf/', root).pathname;
  mkdirSync(module, { recursive: true });
  for (const file of ['go.mod', 'go.sum']) copyFileSync(new URL(`scripts/real/kubernetes/${file}`, root), join(module, file));
  copyFileSync(new URL('scripts/generate/protobuf/main.go', root), join(module, 'main.go'));
  return execFileSync('go', ['run', '-mod=mod', '.'], { cwd: module, encoding: 'utf8', maxBuffer: 1 << 26 });
}
