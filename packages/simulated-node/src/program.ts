import type { Client } from '@capstan/client';
import type { Pod } from '@capstan/schema';
import type { PodFiles } from './content/pod-files.ts';
import type { Container } from './pod-types.ts';
import type { PodLocalhost } from './pods/pod-localhost.ts';

/** What a container sees. Everything in it comes from the API server, as on a real node. */
export interface ProgramContext {
  readonly pod: Pod;
  readonly container: Container;
  /** `command` and `args` of the container, with `$(NAME)` replaced. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The mounted volumes; volumes are shared by the containers of the pod. */
  readonly files: PodFiles;
  /** How the containers of the pod reach each other over `localhost`. */
  readonly localhost: PodLocalhost;
  /** Talks to the API server with a token of the pod's ServiceAccount. */
  readonly client: Client;
  /** Aborts when the container has to stop. */
  readonly signal: AbortSignal;
  /** Writes lines to the container's log. */
  log(text: string): void;
}

/** A container's main program: resolves with its exit code. Throwing is exit code 1, with the error in the log. */
export type Program = (context: ProgramContext) => Promise<number> | number;

/** The streams of a command that is executed in a running container. */
export interface ExecStreams {
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Resolves when the client has room for more. */
  stdout(data: Uint8Array | string): Promise<void>;
  stderr(data: Uint8Array | string): Promise<void>;
  /** Aborts when the client has gone or the container stops. */
  readonly signal: AbortSignal;
}

/** Runs a command in a running container and resolves with its exit code; `undefined`: there is no such program. */
export type ExecProgram = (
  command: readonly string[],
  streams: ExecStreams,
  context: ProgramContext,
) => Promise<number | undefined> | number | undefined;

/** What an image holds. */
export interface SimulatedImage {
  readonly main: Program;
  /** Default: every command is "not found". */
  readonly exec?: ExecProgram;
}

/** Images by reference; `*` in a reference stands for anything, and an exact reference wins. */
export type Programs = Readonly<Record<string, Program | SimulatedImage>>;

/** The image of that reference, or `undefined`, as if the registry did not have it. */
export function findImage(programs: Programs, reference: string): SimulatedImage | undefined {
  const exact = Object.hasOwn(programs, reference) ? programs[reference] : undefined;
  const found = exact ?? Object.entries(programs).find(([pattern]) => matches(pattern, reference))?.[1];
  return typeof found === 'function' ? { main: found } : found;
}

function matches(pattern: string, reference: string): boolean {
  if (!pattern.includes('*')) return false;
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop() ?? '';
  if (!reference.startsWith(first) || !reference.endsWith(last)) return false;
  let from = first.length;
  for (const part of rest) {
    const at = reference.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return from <= reference.length - last.length;
}
