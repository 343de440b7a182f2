/** Where time comes from; tests bring their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after so many milliseconds; disposing takes it back. */
  after(ms: number, callback: () => void): Disposable;
}

/** The longest delay of a timer. A longer one would end at once. */
const longestMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    let timer: NodeJS.Timeout;
    const wait = (left: number) => {
      timer = left > longestMs ? setTimeout(() => wait(left - longestMs), longestMs) : setTimeout(callback, left);
    };
    wait(ms);
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
};
