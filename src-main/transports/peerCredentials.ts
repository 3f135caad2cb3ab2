/**
 * Who is at the other end of a unix socket, as the kernel knows it: SO_PEERCRED
 * of unix(7). Node has no getter, so getsockopt(2) is called through koffi,
 * which is loaded on the first question only.
 */
import type net from 'node:net';
import { loadKoffi } from './nativeCalls.ts';

export interface PeerCredentials {
  /** Process that connected; it may have ended and its id may have been given away since. */
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
}

type GetSocketOption = (descriptor: number, level: number, name: number, value: Buffer, length: number[]) => number;

/** asm-generic/socket.h, which x86, ARM and RISC-V use. */
const SOL_SOCKET = 1;
const SO_PEERCRED = 17;
/** struct ucred: pid, uid, gid, 32 bits each. */
const credentialBytes = 12;

let getSocketOption: GetSocketOption | undefined;

function loadGetSocketOption(): GetSocketOption {
  const signature = 'int getsockopt(int descriptor, int level, int name, _Out_ void *value, _Inout_ uint32_t *length)';
  return loadKoffi().load('libc.so.6').func(signature) as GetSocketOption;
}

/**
 * Credentials of the process that connected the socket (or created it with
 * socketpair(2)), fixed at that moment. Throws when it is no connected unix socket.
 */
export function peerCredentials(socket: net.Socket): PeerCredentials {
  const descriptor = descriptorOf(socket);
  if (descriptor === undefined) throw new Error('the peer cannot be told: the socket is closed');
  getSocketOption ??= loadGetSocketOption();
  const value = Buffer.alloc(credentialBytes);
  const length = [credentialBytes];
  if (getSocketOption(descriptor, SOL_SOCKET, SO_PEERCRED, value, length) !== 0 || length[0] !== credentialBytes) {
    throw new Error('the peer cannot be told: not a connected unix socket');
  }
  const pid = value.readInt32LE(0);
  // The kernel answers 0 and -1 for a peer outside this process's namespaces and for sockets of other families.
  if (pid <= 0) throw new Error('the peer cannot be told: it is in another process namespace, or this is no unix socket');
  return { pid, uid: value.readUInt32LE(4), gid: value.readUInt32LE(8) };
}

/** libuv's handle carries the descriptor; Node has no public way to it. */
function descriptorOf(socket: net.Socket): number | undefined {
  const { _handle: handle } = socket as { readonly _handle?: { readonly fd?: number } | null };
  const descriptor = handle?.fd;
  return descriptor !== undefined && descriptor >= 0 ? descriptor : undefined;
}
