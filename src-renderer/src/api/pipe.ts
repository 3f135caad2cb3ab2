/**
 * The one thing the window gets from the outside: a pipe of text frames, one
 * JSON-RPC message per frame. In Electron the preload offers it as
 * `window.hecate`; in a browser a WebSocket becomes one. Everything else the
 * window does goes through the contracts.
 */

export interface FramePipe {
  /** Hands one frame over. Never throws: a closed pipe drops it, and `onClose` has said so. */
  send(frame: string): void;
  /** Frames that arrived before the first listener are kept and delivered to it. Returns the function that removes the listener. */
  onFrame(listener: (frame: string) => void): () => void;
  /** Called once, with the reason in plain words; at once when the pipe is already closed. */
  onClose(listener: (reason: string) => void): () => void;
  close(): void;
}

/** What the preload exposes as `window.hecate`. Each `connect` opens a new pipe, so that the window can reconnect and reload. */
export interface HecateBridge {
  connect(): Promise<FramePipe>;
}

declare global {
  interface Window {
    readonly hecate?: HecateBridge;
  }
}
