/** Two ends of a frame pipe inside one process. Frames arrive in a later task, as they would from another process. */
import type { FramePipe } from '../src/api/pipe.ts';

export interface PipePair {
  readonly client: FramePipe;
  readonly server: FramePipe;
  /** Ends both, as a dying service would. */
  cut(reason: string): void;
}

interface End {
  readonly pipe: FramePipe;
  deliver(frame: string): void;
  closed(reason: string): void;
}

function createEnd(send: (frame: string) => void, close: () => void): End {
  const frameListeners = new Set<(frame: string) => void>();
  const closeListeners = new Set<(reason: string) => void>();
  let waiting: readonly string[] = [];
  let closedBecause: string | null = null;
  return {
    pipe: {
      send: (frame) => {
        if (closedBecause === null) send(frame);
      },
      onFrame: (listener) => {
        frameListeners.add(listener);
        const kept = waiting;
        waiting = [];
        for (const frame of kept) listener(frame);
        return () => frameListeners.delete(listener);
      },
      onClose: (listener) => {
        if (closedBecause !== null) listener(closedBecause);
        else closeListeners.add(listener);
        return () => closeListeners.delete(listener);
      },
      close,
    },
    deliver: (frame) => {
      if (closedBecause !== null) return;
      if (frameListeners.size === 0) waiting = [...waiting, frame];
      for (const listener of [...frameListeners]) listener(frame);
    },
    closed: (reason) => {
      if (closedBecause !== null) return;
      closedBecause = reason;
      for (const listener of [...closeListeners]) listener(reason);
    },
  };
}

export function createPipePair(): PipePair {
  const ends: { client?: End; server?: End } = {};
  function cut(reason: string): void {
    ends.client?.closed(reason);
    ends.server?.closed(reason);
  }
  const client = createEnd(
    (frame) => setTimeout(() => ends.server?.deliver(frame), 0),
    () => {
      cut('closed by the window');
    },
  );
  const server = createEnd(
    (frame) => setTimeout(() => ends.client?.deliver(frame), 0),
    () => {
      cut('closed by the service');
    },
  );
  ends.client = client;
  ends.server = server;
  return { client: client.pipe, server: server.pipe, cut };
}
