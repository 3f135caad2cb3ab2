/** Names of users from /etc/passwd. Users of a directory service (NSS) are not in it and show as their number. */
import path from 'node:path';
import { watchedFile } from '../watchedFile.ts';

const maxNameCharacters = 64;

/** Pure; lines that are none are passed over. */
export function readPasswd(text: string): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const line of text.split('\n')) {
    const [name, , uid] = line.split(':', 4);
    if (name === undefined || name === '' || uid === undefined || !/^\d{1,10}$/.test(uid)) continue;
    // As getpwuid(3): the first of two with the same number.
    if (!names.has(Number(uid))) names.set(Number(uid), name.slice(0, maxNameCharacters));
  }
  return names;
}

export interface Users {
  nameOf(uid: number): string;
  /** Reads the file again when it changed; true when it did. */
  poll(): boolean;
}

export function createUsers(root: string): Users {
  const file = watchedFile(path.join(root, 'etc/passwd'));
  let names = readPasswd(file.read() ?? '');
  return {
    nameOf: (uid) => names.get(uid) ?? String(uid),
    poll() {
      if (!file.hasChanged()) return false;
      names = readPasswd(file.read() ?? '');
      return true;
    },
  };
}
