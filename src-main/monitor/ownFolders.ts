/** Where the token, the commands of rules and the history are kept, nobody else may put files in their place. */
import { statSync } from 'node:fs';

/**
 * Throws for a folder that belongs to another user than this one and root, or that anybody may write to; a missing one
 * is made later, for this user only. A group may write: many systems give everybody a group of their own.
 */
export function refuseForeignFolders(folders: readonly string[], userId: number): void {
  for (const folder of folders) {
    const found = statSync(folder, { throwIfNoEntry: false });
    if (found === undefined) continue;
    if (!found.isDirectory()) throw new Error(`${folder} is not a folder`);
    if (found.uid !== userId && found.uid !== 0) throw new Error(`${folder} belongs to another user, who could replace what is kept in it`);
    if ((found.mode & 0o002) !== 0) throw new Error(`anybody may write to ${folder}: chmod o-w it`);
  }
}
