/** Two ends of a connection inside one process: the CLI without a daemon, and tests. Messages are JSON, as on every other transport. */

import type { FrameEvents, FramePort } from '../contracts/kit/frames.ts';
import { type ConnectionOptions, type OpenedConnection, openConnection } from '../contracts/kit/openConnection.ts';
import { jsonRpc } from './jsonRpc.ts';

class MemoryPort implements FramePort {
  peer: MemoryPort | undefined;
  #events: FrameEvents | undefined;
  #waiting: string[] = [];
  #closed = false;

  /** A frame is handed over at once; the receiver queues it. */
  readonly backlogBytes = 0;

  listen(events: FrameEvents): void {
    this.#events = events;
    for (const frame of this.#waiting.splice(0)) events.frame(frame);
    if (this.#closed) queueMicrotask(events.closed);
  }

  send(frame: string): void {
    const peer = this.peer;
    if (peer === undefined || peer.#closed) return;
    if (peer.#events === undefined) peer.#waiting.push(frame);
    else peer.#events.frame(frame);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#events?.closed();
    this.peer?.close();
  }
}

/** The two ends without JSON-RPC on top. */
export function createMemoryPorts(): readonly [FramePort, FramePort] {
  const [a, b] = [new MemoryPort(), new MemoryPort()];
  a.peer = b;
  b.peer = a;
  return [a, b];
}

/** Both ends listen already; requests that arrive before `serve` wait for the next turn of the event loop. */
export function createMemoryPair(options: ConnectionOptions = {}): readonly [OpenedConnection, OpenedConnection] {
  const [a, b] = createMemoryPorts();
  const pair = [openConnection(a, jsonRpc, options), openConnection(b, jsonRpc, options)] as const;
  for (const end of pair) end.listen();
  return pair;
}
