/**
 * A small file that may change, appear or vanish. One stat(2) per look: cheaper
 * than a watch that has to survive missing folders and replaced files.
 */
import { readFileSync, statSync } from 'node:fs';

export interface WatchedFile {
  /** True when it is not what it was at the last `read`. */
  hasChanged(): boolean;
  /** undefined when there is none, or none that can be read. */
  read(): string | undefined;
}

/** Beyond this it is not a file of ours. */
const maxBytes = 1024 * 1024;

export function watchedFile(path: string): WatchedFile {
  let seen = '';
  function mark(): string {
    const found = statSync(path, { throwIfNoEntry: false });
    return found === undefined ? '' : `${String(found.ino)} ${String(found.mtimeMs)} ${String(found.size)}`;
  }
  return {
    hasChanged: () => mark() !== seen,
    read() {
      try {
        seen = mark();
        const found = statSync(path);
        // A device has size 0 and no end, and a pipe makes its reader wait.
        if (!found.isFile() || found.size > maxBytes) return undefined;
        return readFileSync(path, 'utf8');
      } catch {
        return undefined; // unreadable, or gone between the two looks: as if there were none
      }
    },
  };
}
