/**
 * The JSON-RPC library as the kit wants it. Its `node` entry would also load
 * crypto, net and child_process for transports that are not used here, 13 ms
 * of every program's start (measured with --cpu-prof), so the platform is
 * installed by hand. The library does not promise that this stays the same:
 * its version is pinned, and the conformance suite runs over all of it.
 */
import { createMessageConnection, RAL, ResponseError } from 'vscode-jsonrpc';
import type { JsonRpcLibrary } from '../contracts/kit/openConnection.ts';

type Callback = (...args: unknown[]) => void;

/** Frames are cut and decoded by our own stream port (streamPort.ts). */
function notUsed(): never {
  throw new Error('the library’s own framing is not used');
}

/** Asking is the only way to find out, and without a platform it throws. */
function hasPlatform(): boolean {
  try {
    RAL();
    return true;
  } catch {
    return false;
  }
}

function disposable<T>(clear: (handle: T) => void, handle: T): { dispose(): void } {
  return {
    dispose: () => {
      clear(handle);
    },
  };
}

const platform: Parameters<typeof RAL.install>[0] = {
  crypto: { randomUUID: () => globalThis.crypto.randomUUID() },
  messageBuffer: { create: notUsed },
  applicationJson: { encoder: { name: 'application/json', encode: notUsed }, decoder: { name: 'application/json', decode: notUsed } },
  console,
  timer: {
    setTimeout: (callback: Callback, ms, ...args: unknown[]) => disposable(clearTimeout, setTimeout(callback, ms, ...args)),
    setImmediate: (callback: Callback, ...args: unknown[]) => disposable(clearImmediate, setImmediate(callback, ...args)),
    setInterval: (callback: Callback, ms, ...args: unknown[]) => disposable(clearInterval, setInterval(callback, ms, ...args)),
  },
};

// A program that loaded the library's own entry keeps its platform, which can do more.
if (!hasPlatform()) RAL.install(platform);

export const jsonRpc: JsonRpcLibrary = { createMessageConnection, ResponseError };
