const longestMs = 3_600_000;
/** What the way of the answer may take: a part of the caller's time, within bounds. */
const marginPart = 0.1;
const marginMs = { least: 40, most: 500 };

/**
 * When a call that began at `start` has its signal aborted, and when it is answered without its handler: both before the caller
 * gives up. The handler's own timeout counts where the caller's says nothing.
 */
export function timeLimits(
  start: number,
  timeoutMs: number | undefined,
  handlerSeconds: number,
): { readonly abortAt: number; readonly answerAt: number } {
  const callerMs = timeoutMs === undefined || timeoutMs <= 0 ? handlerSeconds * 1_000 : Math.min(timeoutMs, longestMs);
  const margin = Math.min(Math.max(callerMs * marginPart, marginMs.least), marginMs.most, callerMs / 2);
  return { abortAt: start + callerMs - margin, answerAt: start + callerMs - margin / 2 };
}
