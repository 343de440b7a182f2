import type { ExecProgram, Program, Programs } from '../program.ts';

/** A program that only ends when it has to. */
export const untilStopped: Program = ({ signal }) =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(0), { once: true }));

const shell: ExecProgram = async ([program = '', ...args], streams) => {
  switch (program) {
    case 'echo':
      await streams.stdout(args.join(' '));
      return 0;
    case 'false':
      await streams.stderr('it is false');
      return 1;
    case 'cat':
      for await (const chunk of streams.stdin) await streams.stdout(chunk);
      return 0;
    default:
      return undefined;
  }
};

export const shellImage = 'example.invalid/shell:v1';
export const shellPrograms: Programs = { [shellImage]: { main: untilStopped, exec: shell } };
export const shellContainer = { name: 'app', image: shellImage };

export const textOf = async (output: AsyncIterable<Uint8Array>) => Buffer.concat(await Array.fromAsync(output)).toString();
