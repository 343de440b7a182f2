import { readdirSync, readFileSync } from 'node:fs';

/** Resident memory, in MB, of the programs that this process started and whose name is one of these. */
export function residentMegabytes(programs: readonly string[]): number {
  const processes = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => readProcess(Number(pid)));
  const parents = new Map(processes.map(({ pid, parent }) => [pid, parent]));
  const isOurs = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === process.pid || isOurs(parent));
  };
  return (
    processes
      .filter(({ pid, name }) => programs.includes(name) && isOurs(pid))
      .reduce((sum, { kilobytes }) => sum + kilobytes, 0) / 1024
  );
}

function readProcess(
  pid: number,
): readonly { readonly pid: number; readonly parent: number; readonly name: string; readonly kilobytes: number }[] {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const field = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(status)?.[1] ?? '';
    const [program = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return [{ pid, parent: Number(field('PPid')), name: program.split('/').at(-1) ?? '', kilobytes: Number(field('VmRSS')) }];
  } catch {
    return []; // it ended while we looked
  }
}
