/** All WebSockets, whatever is spoken on them: who is alive, who does not read, and who must go. */
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { pingFrame, pongFrame } from './socketFrame.ts';

/** What the three protocols see of a WebSocket. */
export interface Peer {
  /** Writes the bytes of whole frames; made once for many. False, and nothing is written, when it does not keep up. */
  write(frame: Buffer): boolean;
  /** The socket itself. Whatever is written here must be whole frames. */
  readonly socket: Duplex;
  pause(): void;
  resume(): void;
  /** Says goodbye with a close frame; the connection ends soon whether the peer answers or not. */
  end(code: number, reason: string): void;
}

/** What happens on a peer; `text` is one whole message. */
export interface PeerHandler {
  readonly onText: (text: string) => void;
  readonly onDrain?: () => void;
  /** About every five seconds. */
  readonly onSweep?: () => void;
  readonly onClose: () => void;
}

export interface PeerLimits {
  /** With more than this unread it gets nothing more. */
  readonly maxUnreadBytes: number;
  readonly maxStuckMs: number;
  readonly pingEveryMs: number;
  readonly sweepEveryMs: number;
}

export const defaultPeerLimits: PeerLimits = { maxUnreadBytes: 64 * 1024, maxStuckMs: 30_000, pingEveryMs: 30_000, sweepEveryMs: 5000 };

export interface Peers {
  readonly count: number;
  add(webSocket: WebSocket, socket: Duplex, handle: (peer: Peer) => PeerHandler): void;
  /** Ends all of them with this code. */
  endAll(code: number, reason: string): void;
  close(): void;
}

interface Entry {
  readonly webSocket: WebSocket;
  readonly socket: Duplex;
  readonly handler: PeerHandler;
  /** Something came since the last ping. */
  alive: boolean;
  /** Pings of its own since the last sweep. */
  pings: number;
  stuckSinceMs: number | undefined;
}

const lingerMs = 1000;
/** Between two sweeps; an honest client sends one now and then. */
const maxPings = 100;
const unsupportedData = 1003;
/** RFC 6455 section 7.4.1: for who does not keep to the rules here. */
export const policyViolation = 1008;

export function createPeers(monotonicMs: () => number, limits: PeerLimits = defaultPeerLimits): Peers {
  const entries = new Set<Entry>();
  let timer: NodeJS.Timeout | undefined;
  let lastPingMs = monotonicMs();

  function end({ webSocket, socket }: Pick<Entry, 'webSocket' | 'socket'>, code: number, reason: string): void {
    if (webSocket.readyState !== webSocket.OPEN) return;
    webSocket.close(code, reason);
    setTimeout(() => socket.destroy(), lingerMs).unref();
  }

  /** One timer for all of them: a timer for each would be a thousand for a thousand clients. */
  function sweep(): void {
    const now = monotonicMs();
    const pingDue = now - lastPingMs >= limits.pingEveryMs;
    if (pingDue) lastPingMs = now;
    for (const entry of entries) {
      const { socket } = entry;
      if (socket.writableLength <= limits.maxUnreadBytes) entry.stuckSinceMs = undefined;
      else entry.stuckSinceMs ??= now;
      if (entry.stuckSinceMs !== undefined && now - entry.stuckSinceMs >= limits.maxStuckMs) socket.destroy();
      else if (pingDue) ping(entry);
      entry.pings = 0;
      entry.handler.onSweep?.();
    }
  }

  function ping(entry: Entry): void {
    // A laptop that went to sleep leaves a connection that TCP keeps for hours.
    if (!entry.alive) {
      entry.socket.destroy();
      return;
    }
    entry.alive = false;
    entry.socket.write(pingFrame);
  }

  return {
    get count() {
      return entries.size;
    },
    add(webSocket, socket, handle) {
      const peer: Peer = {
        socket,
        write(frame) {
          if (socket.destroyed || webSocket.readyState !== webSocket.OPEN || socket.writableLength > limits.maxUnreadBytes) return false;
          socket.write(frame);
          return true;
        },
        pause: () => {
          webSocket.pause();
        },
        resume: () => {
          webSocket.resume();
        },
        end: (code, reason) => {
          end({ webSocket, socket }, code, reason);
        },
      };
      const entry: Entry = { webSocket, socket, handler: handle(peer), alive: true, pings: 0, stuckSinceMs: undefined };
      entries.add(entry);
      webSocket.on('message', (data: Buffer, isBinary) => {
        entry.alive = true;
        if (isBinary) peer.end(unsupportedData, 'text frames only');
        else if (webSocket.readyState === webSocket.OPEN) entry.handler.onText(data.toString('utf8'));
      });
      // By hand, because ws answers every ping, also of a client that reads none of the answers, and keeps them all.
      webSocket.on('ping', (data) => {
        entry.alive = true;
        entry.pings += 1;
        if (entry.pings > maxPings) peer.end(policyViolation, 'too many pings');
        else peer.write(pongFrame(data));
      });
      webSocket.on('pong', () => {
        entry.alive = true;
      });
      webSocket.on('error', () => {
        // A frame that breaks the protocol: ws has said why in its close frame; nothing of it is worth waiting for.
        setTimeout(() => socket.destroy(), lingerMs).unref();
      });
      webSocket.on('close', () => {
        entries.delete(entry);
        socket.destroy();
        if (entries.size === 0) {
          clearInterval(timer);
          timer = undefined;
        }
        entry.handler.onClose();
      });
      const { onDrain } = entry.handler;
      if (onDrain !== undefined) socket.on('drain', onDrain);
      timer ??= setInterval(sweep, limits.sweepEveryMs).unref();
    },
    endAll(code, reason) {
      for (const entry of entries) end(entry, code, reason);
    },
    close() {
      clearInterval(timer);
      for (const { socket } of entries) socket.destroy();
    },
  };
}
