/** What stands in the journal is written back to the machine as root, so nobody else may have had a hand in it. */
import { lstatSync } from 'node:fs';
import path from 'node:path';

/** Throws when the folder or one of its named files is a link, belongs to another user, or others may write to it. Missing ones are fine. */
export function refuseForeign(folder: string, names: readonly string[]): void {
  const own = process.geteuid?.() ?? 0;
  for (const file of [folder, ...names.map((name) => path.join(folder, name))]) {
    const status = lstatSync(file, { throwIfNoEntry: false });
    if (status === undefined) continue;
    const kind = file === folder ? status.isDirectory() : status.isFile() && status.nlink === 1;
    if (!kind) throw new Error(`${file} is a link, or not what it should be`);
    if (status.uid !== own) throw new Error(`${file} belongs to another user`);
    if ((status.mode & 0o022) !== 0) throw new Error(`others may write to ${file}`);
  }
}
