/** Decides when a daemon that nobody needs may end. */

export interface KeepAlive {
  /** A reason to stay, until the returned function is called (once; later calls do nothing). */
  hold(): () => void;
  /** A reason to stay until a moment of the wall clock, milliseconds since 1970. */
  holdUntil(atMs: number): void;
  dispose(): void;
}

/** Calls `onIdle` once, after `idleMs` without any reason to stay; 0 never calls it. */
export function createKeepAlive(idleMs: number, onIdle: () => void): KeepAlive {
  let reasons = 0;
  let ended = false;
  let idle: NodeJS.Timeout | undefined;
  const waits = new Set<NodeJS.Timeout>();

  function wait(): void {
    if (ended || idleMs === 0 || reasons > 0) return;
    clearTimeout(idle);
    idle = setTimeout(onIdle, idleMs);
  }

  function hold(): () => void {
    reasons += 1;
    clearTimeout(idle);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      reasons -= 1;
      wait();
    };
  }

  wait();
  return {
    hold,
    holdUntil(atMs) {
      const release = hold();
      const timer = setTimeout(
        () => {
          waits.delete(timer);
          release();
        },
        Math.max(0, atMs - Date.now()),
      );
      waits.add(timer);
    },
    dispose() {
      clearTimeout(idle);
      for (const timer of waits) clearTimeout(timer);
      ended = true;
    },
  };
}
