/**
 * A small file that may change, appear or vanish. One stat(2) per look: cheaper
 * than a watch that has to survive missing folders and replaced files.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync, statSync } from 'node:fs';

export interface WatchedFile {
  /** True when it is not what it was at the last `read`. */
  hasChanged(): boolean;
  /** undefined when there is none, or none that can be read. */
  read(): string | undefined;
  /** Whose file the last `read` took, and who else may write to it; undefined when it took none. */
  readonly owner: { readonly uid: number; readonly mode: number } | undefined;
}

/** Beyond this it is not a file of ours. */
const maxBytes = 1024 * 1024;

export function watchedFile(path: string): WatchedFile {
  let seen = '';
  let owner: WatchedFile['owner'];
  function mark(): string {
    try {
      const found = statSync(path, { throwIfNoEntry: false });
      return found === undefined ? '' : `${String(found.ino)} ${String(found.mtimeMs)} ${String(found.size)}`;
    } catch (error) {
      // A folder without the right to enter it, a link to itself: looked at each second, it must not end the program.
      return String(error);
    }
  }
  return {
    hasChanged: () => mark() !== seen,
    get owner() {
      return owner;
    },
    read() {
      owner = undefined;
      let descriptor: number | undefined;
      try {
        seen = mark();
        // A pipe would make its reader wait (open(2), O_NONBLOCK).
        descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
        const found = fstatSync(descriptor);
        // A device has size 0 and no end.
        if (!found.isFile() || found.size > maxBytes) return undefined;
        const text = readFileSync(descriptor, 'utf8');
        // Of the very file that was read: by its name another one could be looked at by now.
        owner = { uid: found.uid, mode: found.mode };
        return text;
      } catch {
        return undefined; // unreadable, or gone between the two looks: as if there were none
      } finally {
        if (descriptor !== undefined) closeSync(descriptor);
      }
    },
  };
}
