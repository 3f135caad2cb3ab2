/** What kind of pages the memory of the kernels is made of, from /proc/self/smaps (proc(5)). */
import { readFileSync } from 'node:fs';

export interface MappingKind {
  /** Page size of the mapping; a huge page of the transparent kind does not change it. */
  readonly pageBytes: number;
  /** Part of the resident memory that is in transparent huge pages, 0 to 1. */
  readonly hugePageShare: number;
}

interface Mapping {
  readonly anonymous: boolean;
  readonly kiB: Readonly<Record<string, number>>;
}

export function parseMappings(text: string): readonly Mapping[] {
  const mappings: { anonymous: boolean; kiB: Record<string, number> }[] = [];
  for (const line of text.split('\n')) {
    const head = /^[0-9a-f]+-[0-9a-f]+ (\S{4}) [0-9a-f]+ \S+ (\d+) *(.*)$/.exec(line);
    if (head !== null) {
      mappings.push({ anonymous: head[2] === '0' && /^(\[anon.*)?$/.test(head[3] ?? ''), kiB: {} });
      continue;
    }
    const field = /^(\w+): +(\d+) kB$/.exec(line);
    const mapping = mappings.at(-1);
    if (field?.[1] !== undefined && mapping !== undefined) mapping.kiB[field[1]] = Number(field[2]);
  }
  return mappings;
}

/** Of the anonymous mappings of exactly this size: V8 puts each WebAssembly memory between guard pages of its own. @throws Error when there is none */
export function kindOf(mappings: readonly Mapping[], sizeBytes: number): MappingKind {
  const ours = mappings.filter((mapping) => mapping.anonymous && (mapping.kiB['Size'] ?? 0) * 1024 === sizeBytes);
  const total = (field: string): number => ours.reduce((all, mapping) => all + (mapping.kiB[field] ?? 0), 0);
  const first = ours[0];
  if (first === undefined || total('Rss') === 0) throw new Error(`no anonymous mapping has ${String(sizeBytes)} bytes`);
  return { pageBytes: (first.kiB['KernelPageSize'] ?? 4) * 1024, hugePageShare: total('AnonHugePages') / total('Rss') };
}

/** Of the memories of this size that the threads of this process have, once they were written to. */
export function kindOfMemory(buffer: ArrayBuffer): MappingKind {
  return kindOf(parseMappings(readFileSync('/proc/self/smaps', 'utf8')), buffer.byteLength);
}
