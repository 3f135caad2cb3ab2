/** One live connection to an executor, whichever way it came about. */
import { executorContract } from '../../src-main/contracts/executor.ts';
import { createClient } from '../../src-main/contracts/kit/client.ts';
import type { RpcConnection } from '../../src-main/contracts/kit/connection.ts';
import type { Client } from '../../src-main/contracts/kit/define.ts';

export type ExecutorClient = Client<typeof executorContract>;

/** As much as the executor takes itself: the record of a Plan of 4096 steps. */
export const executorFrameBytes = 32 * 1_048_576;

export interface ExecutorConnection {
  readonly client: ExecutorClient;
  readonly closed: boolean;
  /** While nothing is asked an open connection must not keep a command alive that has printed its answer. */
  setIdle(idle: boolean): void;
  close(): void;
}

/** A child, a socket or a pipe: what holds the event loop. */
export interface LoopHolder {
  ref(): unknown;
  unref(): unknown;
}

export function connected(connection: RpcConnection, holders: readonly LoopHolder[]): ExecutorConnection {
  let closed = false;
  connection.onClose(() => {
    closed = true;
  });
  return {
    client: createClient(executorContract, connection),
    get closed() {
      return closed;
    },
    setIdle: (idle) => {
      for (const holder of holders) {
        if (idle) holder.unref();
        else holder.ref();
      }
    },
    close: () => {
      connection.dispose();
    },
  };
}
