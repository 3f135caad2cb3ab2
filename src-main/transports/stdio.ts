/** JSON-RPC over a pair of pipes: to a child, or as a child to its parent. */
import type { Readable, Writable } from 'node:stream';
import { type ConnectionOptions, type OpenedConnection, openConnection } from '../contracts/kit/openConnection.ts';
import { defaultMaxFrameBytes } from '../contracts/kit/wire.ts';
import { jsonRpc } from './jsonRpc.ts';
import { StreamPort } from './streamPort.ts';

export interface StdioStreams {
  /** What the peer writes: `child.stdout`, or `process.stdin`. */
  readonly input: Readable;
  /** What the peer reads: `child.stdin`, or `process.stdout`. */
  readonly output: Writable;
}

/**
 * A connection over `streams`, by default over this program's own standard
 * input and output; nothing else may write to the output then. Call `listen`
 * when the handlers are registered. Ends when the input does.
 */
export function connectStdio(
  streams: StdioStreams = { input: process.stdin, output: process.stdout },
  options: ConnectionOptions = {},
): OpenedConnection {
  const { input, output } = streams;
  const port = new StreamPort(input, output, {
    maxFrameBytes: options.maxFrameBytes ?? defaultMaxFrameBytes,
    close: () => {
      input.destroy();
      // Node never closes its own standard output: "process I/O" in its documentation.
      if (output !== process.stdout) output.end();
    },
  });
  return openConnection(port, jsonRpc, options);
}
