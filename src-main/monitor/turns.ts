/** Lets so many pieces of work run at the same time and the rest wait, first come first served. */
import { Refused } from './module.ts';

export interface Turns {
  /** Settles as the work does; rejects with `Refused` (transport.unavailable) when too many wait already. */
  take<T>(work: () => Promise<T>): Promise<T>;
}

/** `mostWaiting`: who asks and goes away leaves the work behind, so that a queue of clients' questions needs an end. */
export function createTurns(atOnce: number, mostWaiting = Number.POSITIVE_INFINITY): Turns {
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    async take(work) {
      if (running >= atOnce) {
        if (waiting.length >= mostWaiting) {
          const message = `${String(mostWaiting)} questions of this kind wait already; ask again in a moment`;
          throw new Refused('transport.unavailable', message, { endpoint: 'hecate-monitor' }, true);
        }
        // Whoever ends hands its place over, so that nobody can slip in between.
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
        });
      } else running += 1;
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
  };
}
