/** What a client of the unix socket may ask for: everything for the same user and root, reading for anybody else. */
import { statSync } from 'node:fs';
import type net from 'node:net';
import path from 'node:path';
import type { Scope } from '../contracts/kit/define.ts';

export function scopeOf(peerUid: number, ownUid: number): Scope {
  return peerUid === ownUid || peerUid === 0 ? 'admin' : 'read';
}

/**
 * A socket in a folder that only its owner can enter can be reached only by
 * that user and root, so the kernel need not be asked who calls; asking loads
 * a native library. `null`: the caller must ask for each peer.
 */
export function scopeOfFolder(socketPath: string, ownUid: number): Scope | null {
  const folder = statSync(path.dirname(socketPath), { throwIfNoEntry: false });
  if (folder === undefined) return null;
  return folder.uid === ownUid && (folder.mode & 0o077) === 0 ? 'admin' : null;
}

/** Throws when the kernel does not tell who the peer is; the connection is then refused. */
export async function scopeOfPeer(socket: net.Socket, ownUid: number): Promise<Scope> {
  const { peerCredentials } = await import('../transports/peerCredentials.ts');
  return scopeOf(peerCredentials(socket).uid, ownUid);
}
