import type { Clock } from '@capstan/runtime';

/** A clock whose time of day moves when a test says so; its timers are the system's. */
export class ManualClock implements Clock {
  #now = Date.parse('2026-01-01T00:00:00Z');

  now(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): Disposable {
    const timer = setTimeout(callback, ms);
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  }

  advance(ms: number): void {
    this.#now += ms;
  }
}
