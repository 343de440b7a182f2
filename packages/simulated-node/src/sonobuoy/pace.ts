/** How long Sonobuoy waits for what. */
export interface Pace {
  /** Between two writes of the status. */
  readonly annotateMs: number;
  /** Between two looks at a plugin's pod, and at whether its results have come. */
  readonly monitorMs: number;
  readonly imageMs: number;
  readonly endedMs: number;
  /** Between two looks at the other containers of a plugin's pod. */
  readonly containersMs: number;
  /** After the done file has appeared. */
  readonly doneMs: number;
  /** Between two attempts to upload. */
  readonly retryMs: number;
}

/** Sonobuoy's own waits, so many times faster. */
export function paceOf(speed: number): Pace {
  return {
    annotateMs: 5_000 / speed,
    monitorMs: 10_000 / speed,
    imageMs: 300_000 / speed,
    endedMs: 300_000 / speed,
    containersMs: 5_000 / speed,
    doneMs: 5_000 / speed,
    retryMs: 1_000 / speed,
  };
}
