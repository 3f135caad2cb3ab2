/**
 * JSON-RPC over a MessagePort of Electron's main process. The window's end is
 * an ordinary MessagePort and uses `messagePortPort` of the kit. Which frame
 * may get a port is decided by the shell before it makes one.
 */
import type { FrameEvents, FramePort } from '../contracts/kit/frames.ts';
import { type ConnectionOptions, type OpenedConnection, openConnection } from '../contracts/kit/openConnection.ts';
import { jsonRpc } from './jsonRpc.ts';

/** The part of Electron's MessagePortMain that is used. */
export interface MainPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  postMessage(message: string): void;
  start(): void;
  close(): void;
}

/** Call `listen` when the handlers are registered; messages wait in the port until then. */
export function connectMainPort(port: MainPort, options: ConnectionOptions = {}): OpenedConnection {
  return openConnection(new MainFramePort(port), jsonRpc, { name: 'window', ...options });
}

class MainFramePort implements FramePort {
  readonly #port: MainPort;
  #events: FrameEvents | undefined;
  #closed = false;

  /** Electron gives no figure; the window is a local process that reads as long as it lives. */
  readonly backlogBytes = 0;

  constructor(port: MainPort) {
    this.#port = port;
    port.on('message', (event) => {
      if (!this.#closed) this.#events?.frame(event.data);
    });
    port.on('close', () => {
      this.#finish();
    });
  }

  listen(events: FrameEvents): void {
    this.#events = events;
    if (this.#closed) queueMicrotask(events.closed);
    else this.#port.start();
  }

  send(frame: string): void {
    if (this.#closed) throw new Error('the port has closed');
    this.#port.postMessage(frame);
  }

  close(): void {
    this.#port.close();
    this.#finish();
  }

  #finish(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#events?.closed();
  }
}
