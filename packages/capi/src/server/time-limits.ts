import { goDurationMs } from './go-duration.ts';

const longestMs = 3_600_000;
/** What the way of the answer may take: a part of the caller's time, within bounds. */
const marginPart = 0.1;
const marginMs = { least: 40, most: 500 };

/**
 * When a call that began at `start` has its signal aborted, and when it is answered without its handler: both before the caller
 * gives up. `timeout` is the caller's, as it came; the handler's own counts where that says nothing.
 */
export function timeLimits(
  start: number,
  timeout: string | undefined,
  handlerSeconds: number,
): { readonly abortAt: number; readonly answerAt: number } {
  const asked = timeout === undefined ? undefined : goDurationMs(timeout);
  const callerMs = asked === undefined || asked <= 0 ? handlerSeconds * 1_000 : Math.min(asked, longestMs);
  const margin = Math.min(Math.max(callerMs * marginPart, marginMs.least), marginMs.most, callerMs / 2);
  return { abortAt: start + callerMs - margin, answerAt: start + callerMs - margin / 2 };
}
