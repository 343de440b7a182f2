import { type Clock, systemClock } from '@capstan/runtime';

/**
 * The system's clock, which a test puts ahead by so many milliseconds. What takes an hour then takes no time, and begins in the
 * state that the test has waited for: no machine is too slow for it.
 */
export function clockAhead(): Clock & { ahead: number } {
  const clock = { ...systemClock, ahead: 0, now: () => systemClock.now() + clock.ahead };
  return clock;
}
