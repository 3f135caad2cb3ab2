/** Which processes a typed text finds. */
import type { ProcessTable } from '../../../../src-main/contracts/processes.ts';

/** Tells whether a row is shown. */
export type Filter = (row: number) => boolean;

/** All words must occur, in any of name, command, user, pid and service, in any case. An empty text finds everything: null. */
export function filterOf(table: ProcessTable, text: string): Filter | null {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return null;
  return (row) => {
    const fields = [table.name[row], table.command[row], table.user[row], String(table.pid[row]), table.cgroup[row]];
    const searched = fields.join('\n').toLowerCase();
    return words.every((word) => searched.includes(word));
  };
}
