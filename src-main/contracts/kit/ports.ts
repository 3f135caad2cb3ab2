/**
 * Frame ports over what browsers and Node share. A browser connects with
 *
 *     const port = webSocketPort(new WebSocket(url));
 *     const connection = openConnection(port, { createMessageConnection, ResponseError });
 *
 * where the library comes from `vscode-jsonrpc/browser`.
 */
import type { FrameEvents, FramePort, FrameRefusal } from './frames.ts';

/** A WebSocket of a browser, of Node, or of the ws library. */
export interface WebSocketLike {
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'open' | 'close', listener: () => void): void;
  addEventListener(type: 'error', listener: (event: { readonly error?: unknown }) => void): void;
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(data: string): void;
  close(): void;
}

/** A MessagePort of a browser or of worker_threads. */
export interface MessagePortLike {
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: () => void): void;
  postMessage(message: string): void;
  start(): void;
  close(): void;
}

const connecting = 0;
const open = 1;

/** Collects frames until somebody listens, and says once that the port has closed. */
class Inbox {
  #events: FrameEvents | undefined;
  #waiting: unknown[] = [];
  #closed = false;

  get closed(): boolean {
    return this.#closed;
  }

  listen(events: FrameEvents): void {
    this.#events = events;
    for (const frame of this.#waiting.splice(0)) events.frame(frame);
    if (this.#closed) queueMicrotask(events.closed);
  }

  frame(frame: unknown): void {
    if (this.#closed) return;
    if (this.#events === undefined) this.#waiting.push(frame);
    else this.#events.frame(frame);
  }

  refused(refusal: FrameRefusal): void {
    this.#events?.refused(refusal);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#events?.closed();
  }
}

/** Frames sent before the socket is open wait for it. */
export function webSocketPort(socket: WebSocketLike): FramePort {
  const inbox = new Inbox();
  let unsent: string[] = [];
  socket.addEventListener('open', () => {
    for (const frame of unsent.splice(0)) socket.send(frame);
  });
  socket.addEventListener('message', (event) => {
    inbox.frame(event.data);
  });
  // 'close' always follows; with the ws library an error that nobody hears would end the program.
  socket.addEventListener('error', (event) => {
    const refusal = refusalOf(event.error);
    if (refusal !== undefined) inbox.refused(refusal);
  });
  socket.addEventListener('close', () => {
    inbox.close();
  });
  return {
    listen: (events) => {
      inbox.listen(events);
    },
    send: (frame) => {
      if (socket.readyState === connecting) unsent.push(frame);
      else if (socket.readyState === open) socket.send(frame);
      else throw new Error('the WebSocket has closed');
    },
    get backlogBytes() {
      return socket.bufferedAmount;
    },
    close: () => {
      unsent = [];
      socket.close();
    },
  };
}

/** The ws library says by these codes that the peer broke the protocol; a browser says nothing. */
function refusalOf(error: unknown): FrameRefusal | undefined {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  if (typeof code !== 'string' || !code.startsWith('WS_ERR_')) return undefined;
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return { code: 'transport.oversized', why: 'a message that is too big' };
  return { code: 'transport.malformed', why: `malformed WebSocket frame: ${code}` };
}

export function messagePortPort(port: MessagePortLike): FramePort {
  const inbox = new Inbox();
  port.addEventListener('message', (event) => {
    inbox.frame(event.data);
  });
  port.addEventListener('close', () => {
    inbox.close();
  });
  port.start();
  return {
    listen: (events) => {
      inbox.listen(events);
    },
    send: (frame) => {
      port.postMessage(frame);
    },
    backlogBytes: 0,
    close: () => {
      port.close();
      // The side that closes a MessagePort is not told by every runtime.
      inbox.close();
    },
  };
}
