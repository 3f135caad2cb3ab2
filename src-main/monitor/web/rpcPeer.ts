/** JSON-RPC on a WebSocket, one message per text frame: the same client as on the unix socket, without what is local. */
import type { MonitorApi } from '../api.ts';
import { defaultClientLimits, MonitorClient } from '../client.ts';
import type { FramingProblem } from '../framing.ts';
import type { UnreadBudget } from '../unreadBudget.ts';
import { type Peer, type PeerHandler, policyViolation } from './peers.ts';
import { textFrame, textHeader } from './socketFrame.ts';

export interface RpcPeerOptions {
  readonly api: MonitorApi;
  readonly monotonicMs: () => number;
  readonly unread: UnreadBudget;
  readonly complain: (text: string) => void;
}

export function rpcPeer(peer: Peer, options: RpcPeerOptions): PeerHandler {
  const { socket } = peer;
  const waiting: string[] = [];
  const client = new MonitorClient({
    ...options,
    local: false,
    header: textHeader,
    next: (): string | undefined | { readonly problem: FramingProblem } => waiting.shift(),
    farewell: (message) => {
      waiting.length = 0;
      socket.write(textFrame(JSON.stringify(message)));
      peer.end(policyViolation, 'malformed message');
    },
    socket: {
      write: (bytes) => socket.write(bytes),
      get writableLength() {
        return socket.writableLength;
      },
      get destroyed() {
        return socket.destroyed;
      },
      cork: () => {
        socket.cork();
      },
      uncork: () => {
        socket.uncork();
      },
      pause: () => {
        peer.pause();
      },
      resume: () => {
        peer.resume();
      },
      destroy: () => socket.destroy(),
    },
    limits: defaultClientLimits,
  });
  return {
    onText(text) {
      waiting.push(text);
      client.work();
    },
    onDrain() {
      client.drained();
    },
    onSweep() {
      client.checkStuck();
    },
    onClose() {
      waiting.length = 0;
      client.close();
    },
  };
}
