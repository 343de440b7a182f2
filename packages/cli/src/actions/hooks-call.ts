import {
  callHook,
  discover,
  type HookEndpoint,
  type HookName,
  type HookResponse,
  hookNames,
  isHookName,
  retryOf,
} from '@capstan/capi';
import { buildRequest, readablePatches } from '@capstan/extension-kit';
import pc from 'picocolors';
import type { EndpointOptions, OutputOptions, RequestOptions } from '../commands/hooks-options.ts';
import { printable, printableLine } from '../printable.ts';
import { UserError } from '../report-error.ts';
import { clusterOf, endpointOf } from './hooks-endpoint.ts';

export interface CallOptions extends EndpointOptions, RequestOptions, OutputOptions {
  readonly handler?: string;
  readonly timeout?: number;
  readonly showRequest?: boolean;
}

/** Calls one hook and prints the answer; whether it is a success. */
export async function call(hookName: string, options: CallOptions): Promise<boolean> {
  const hook = knownHook(hookName);
  const endpoint = await endpointOf(options);
  const cluster = await clusterOf(options.cluster);
  const settings = Object.keys(options.settings).length > 0 ? options.settings : undefined;
  const request = buildRequest(hook, cluster, { to: options.to, settings });
  const target = await targetOf(hook, endpoint, options);
  const started = performance.now();
  const response = await callHook(endpoint, { hook, ...target, request });
  const tookMs = Math.round(performance.now() - started);
  if (options.output === 'json') write(jsonText({ hook, ...target, ...(options.showRequest && { request }), response, tookMs }));
  else {
    if (options.showRequest) write(jsonText(request));
    write(
      `${pc.bold(hook)}${target.handler === undefined ? '' : ` ${target.handler}`}: ${said(response)} ${pc.dim(`(${tookMs} ms)`)}`,
    );
    const payload = payloadOf(response);
    if (payload !== undefined) write(jsonText(readablePatches(payload)));
  }
  return response.status === 'Success';
}

interface Target {
  readonly handler?: string;
  readonly timeoutSeconds?: number;
}

/** The handler that was named, or the only one there is. */
async function targetOf(hook: HookName, endpoint: HookEndpoint, { handler, timeout }: CallOptions): Promise<Target> {
  if (timeout !== undefined && !(timeout > 0))
    throw new UserError('--timeout is a number of seconds', { hint: 'For example --timeout 5.' });
  const own = timeout === undefined ? {} : { timeoutSeconds: timeout };
  if (hook === 'Discovery') return own;
  if (handler !== undefined) return { handler, ...own };
  const handlers = (await discover(endpoint, 'extension')).filter((announced) => announced.hook === hook);
  const [only] = handlers;
  if (!only)
    throw new UserError(`the extension announces no handler of ${hook}`, {
      hint: "'capstan hooks call Discovery' shows what it announces.",
    });
  if (handlers.length > 1)
    throw new UserError(`the extension announces several handlers of ${hook}: ${handlers.map((one) => one.handler).join(', ')}`, {
      hint: 'Choose one with --handler.',
    });
  return { handler: only.handler, timeoutSeconds: only.timeoutSeconds, ...own };
}

function knownHook(name: string): HookName {
  const known = hookNames.find((hook) => hook.toLowerCase() === name.toLowerCase().replaceAll('-', ''));
  if (known !== undefined && isHookName(known)) return known;
  throw new UserError(`there is no hook ${name}`, { hint: `Hooks are ${hookNames.join(', ')}.` });
}

function said(response: HookResponse): string {
  const message = response.message ? `: ${printableLine(response.message)}` : '';
  if (response.status === 'Failure') return pc.red(`Failure${message}`);
  const seconds = retryOf(response);
  if (seconds !== 0) return pc.yellow(`waits ${seconds} s${message}`);
  return pc.green(`Success${message}`);
}

/** What a response carries beside status and message. */
function payloadOf(response: HookResponse): object | undefined {
  const carried = ['handlers', 'variables', 'items', 'controlPlaneUpgrades', 'workersUpgrades'];
  const fields = Object.entries(response).filter(([key]) => carried.includes(key) || key.endsWith('Patch'));
  return fields.length > 0 ? Object.fromEntries(fields) : undefined;
}

function jsonText(value: unknown): string {
  return printable(JSON.stringify(value, null, 2));
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
