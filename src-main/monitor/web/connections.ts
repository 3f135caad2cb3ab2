/**
 * Every TCP connection of the web side. When there are as many as there may be,
 * the oldest one that has not shown the token gives way, so that a flood of
 * connections that say nothing does not keep the owner out.
 */
import type { Socket } from 'node:net';

export interface Connections {
  readonly count: number;
  add(socket: Socket): void;
  /** It showed the token. */
  trust(socket: Socket): void;
  destroyAll(): void;
}

export function createConnections(max: number): Connections {
  const all = new Map<string, Socket>();
  const strangers = new Map<string, Socket>();
  return {
    get count() {
      return all.size;
    },
    add(socket) {
      const key = peerName(socket);
      if (all.size >= max) {
        const oldest = strangers.values().next().value;
        (oldest ?? socket).destroy();
        if (oldest === undefined) return;
        forget(peerName(oldest), oldest);
      }
      all.set(key, socket);
      strangers.set(key, socket);
      socket.once('close', () => {
        forget(key, socket);
      });
    },
    trust(socket) {
      strangers.delete(peerName(socket));
    },
    destroyAll() {
      for (const socket of all.values()) socket.destroy();
    },
  };

  function forget(key: string, socket: Socket): void {
    if (all.get(key) === socket) all.delete(key);
    if (strangers.get(key) === socket) strangers.delete(key);
  }
}

/**
 * The same for the bare socket and for the TLS socket on top of it. Our own end belongs to it: from one port of its
 * own a program may connect to each of the addresses of this machine.
 */
function peerName({ remoteAddress, remotePort, localAddress }: Socket): string {
  return `${remoteAddress ?? ''} ${String(remotePort)} ${localAddress ?? ''}`;
}
