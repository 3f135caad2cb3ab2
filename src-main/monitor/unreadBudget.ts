/**
 * What all clients of one server together have been sent and have not read. One
 * client is bounded by itself (client.ts), but hundreds that ask for the largest
 * answer and do not read it would be a gigabyte.
 */

/** The part of a socket that is looked at. */
export interface UnreadSocket {
  readonly writableLength: number;
  readonly destroyed: boolean;
  destroy(): unknown;
}

export interface UnreadBudget {
  /** Counts this socket in. Returns what ends it. */
  join(socket: UnreadSocket): () => void;
  /** To be called after much was written to one of them: while all have too much, whoever has most is cut off. */
  settle(): void;
}

/** A few answers of the largest kind (a quarter of an hour of frames); more waits only for who does not read. */
const defaultMaxBytes = 32 * 1024 * 1024;

export function createUnreadBudget(maxBytes = defaultMaxBytes): UnreadBudget {
  const sockets = new Set<UnreadSocket>();
  return {
    join(socket) {
      sockets.add(socket);
      return () => sockets.delete(socket);
    },
    settle() {
      const open = [...sockets].filter(({ destroyed }) => !destroyed).sort((a, b) => a.writableLength - b.writableLength);
      let total = open.reduce((sum, { writableLength }) => sum + writableLength, 0);
      while (total > maxBytes) {
        const most = open.pop();
        if (most === undefined) return;
        total -= most.writableLength;
        most.destroy();
      }
    },
  };
}
