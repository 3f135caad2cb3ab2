/** JSON-RPC over a frame pipe. The kit does the checks that hostile frames need; the pipe only carries text. */
import { createMessageConnection, ResponseError } from 'vscode-jsonrpc/browser';
import type { FramePort } from '../../../src-main/contracts/kit/frames.ts';
import { type OpenedConnection, openConnection } from '../../../src-main/contracts/kit/openConnection.ts';
import type { FramePipe } from './pipe.ts';

function portOf(pipe: FramePipe): FramePort {
  return {
    listen: (events) => {
      pipe.onFrame((frame) => {
        events.frame(frame);
      });
      pipe.onClose(() => {
        events.closed();
      });
    },
    send: (frame) => {
      pipe.send(frame);
    },
    // The window sends small requests only and the pipe offers no figure, so there is nothing to hold back for.
    backlogBytes: 0,
    close: () => {
      pipe.close();
    },
  };
}

/** The connection that `createClient` and `serve` take. Pending requests reject with `transport.closed` when the pipe closes. */
export function createRpcConnection(pipe: FramePipe): OpenedConnection {
  return openConnection(portOf(pipe), { createMessageConnection, ResponseError }, { name: 'window' });
}
