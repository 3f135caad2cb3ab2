/**
 * Carries frames between a window and hecated without reading them. What may
 * be asked is decided by hecated, from who owns this connection.
 */
import type { FramePort } from '../contracts/kit/frames.ts';

/** The part of Electron's MessagePortMain that is used, so that a test can pass its own. */
export interface WindowPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

export interface FramePipeOptions {
  /** Longest frame in either direction, in UTF-16 units. */
  readonly maxFrameLength: number;
  /** Unread bytes on hecated's side after which the window is cut off rather than buffered without end. */
  readonly maxBacklogBytes: number;
}

/**
 * Opens the way to hecated and joins it with the port. Frames that the window
 * sends meanwhile wait in the port itself, which is started only afterwards.
 * The window is told `{open: true}` or `{closed: reason}`.
 */
export async function joinWindow(port: WindowPort, connect: () => Promise<FramePort>, options: FramePipeOptions): Promise<void> {
  let ended = false;
  let remote: FramePort | undefined;
  const end = (reason: string): void => {
    if (ended) return;
    ended = true;
    port.postMessage({ closed: reason });
    port.close();
    remote?.close();
  };
  port.on('close', () => {
    ended = true;
    remote?.close();
  });
  try {
    remote = await connect();
  } catch (error) {
    end(error instanceof Error ? error.message : String(error));
    return;
  }
  const opened = remote;
  // The window may have been reloaded while hecated was starting.
  if (isTrue(ended)) {
    opened.close();
    return;
  }
  opened.listen({
    frame: (text) => {
      if (!ended) port.postMessage(text);
    },
    refused: ({ why }) => {
      end(`The service sent something that cannot be taken: ${why}.`);
    },
    closed: () => {
      end('The connection to the service was lost.');
    },
  });
  port.on('message', ({ data }) => {
    if (ended) return;
    if (typeof data !== 'string') end('The window sent something that is not text.');
    else if (data.length > options.maxFrameLength) end('The window sent a message that is too long.');
    else if (opened.backlogBytes > options.maxBacklogBytes) end('The service does not read what the window sends.');
    else {
      Promise.resolve(opened.send(data)).catch(() => {
        end('The connection to the service was lost.');
      });
    }
  });
  port.postMessage({ open: true });
  port.start();
}

/** A flag that a callback may have changed meanwhile; TypeScript would narrow the variable itself. */
function isTrue(flag: boolean): boolean {
  return flag;
}
