/** A table as JSON, a column per macrotask, cut down where it would not fit into one message. */
import type { ProcessTable } from '../../contracts/processes.ts';
import { nextTurn } from './procFiles.ts';
import { cut } from './shownText.ts';

/** Clients of the product take 8 MiB as one message; JSON may write a control character in six bytes. */
const defaultMaxBytes = 7 * 1024 * 1024;
/** Characters of a command line and of a group's name where the whole is too much. */
const shorter = [64, 8];

/** Texts are shortened where the table would be larger than `maxBytes`. */
export async function encodeTable(table: ProcessTable, maxBytes = defaultMaxBytes): Promise<Buffer> {
  const parts = await encodeColumns(table);
  for (const characters of shorter) {
    if (sizeOf(parts) <= maxBytes) break;
    parts.set('command', encoded('command', cutAll(table.command, characters)));
    parts.set('cgroup', encoded('cgroup', cutAll(table.cgroup, characters)));
    await nextTurn();
  }
  return Buffer.concat([...parts.values()].flatMap((part, index) => [index === 0 ? openBrace : comma, part]).concat(closeBrace));
}

const openBrace = Buffer.from('{');
const comma = Buffer.from(',');
const closeBrace = Buffer.from('}');

async function encodeColumns(table: ProcessTable): Promise<Map<string, Buffer>> {
  const parts = new Map<string, Buffer>();
  for (const [column, values] of Object.entries(table)) {
    parts.set(column, encoded(column, values));
    await nextTurn();
  }
  return parts;
}

function encoded(column: string, values: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(column)}:${JSON.stringify(values)}`);
}

function cutAll(texts: readonly string[], characters: number): readonly string[] {
  return texts.map((text) => cut(text, characters));
}

function sizeOf(parts: ReadonlyMap<string, Buffer>): number {
  let bytes = parts.size + 1;
  for (const part of parts.values()) bytes += part.length;
  return bytes;
}
