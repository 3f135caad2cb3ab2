/**
 * Memory modules from the SMBIOS table. Pure, on raw bytes.
 * Source: DMTF DSP0134, System Management BIOS Reference Specification, 7.17
 * (Physical Memory Array, type 16) and 7.18 (Memory Device, type 17).
 */

export interface MemoryModule {
  readonly locator: string;
  readonly sizeBytes: number;
  readonly type: string | null;
  readonly speedMTs: number | null;
  readonly manufacturer: string | null;
  readonly ecc: boolean | null;
}

interface Structure {
  readonly type: number;
  readonly handle: number;
  readonly body: Buffer;
  readonly strings: readonly string[];
}

// DSP0134 7.18.2. Memory that programs cannot use as RAM (VRAM, ROM, Flash …) is left out on purpose.
const ramTypes: ReadonlyMap<number, string | null> = new Map([
  [0x01, null],
  [0x02, null],
  [0x03, 'DRAM'],
  [0x07, 'RAM'],
  [0x0f, 'SDRAM'],
  [0x11, 'RDRAM'],
  [0x12, 'DDR'],
  [0x13, 'DDR2'],
  [0x14, 'DDR2 FB-DIMM'],
  [0x18, 'DDR3'],
  [0x19, 'FBD2'],
  [0x1a, 'DDR4'],
  [0x1b, 'LPDDR'],
  [0x1c, 'LPDDR2'],
  [0x1d, 'LPDDR3'],
  [0x1e, 'LPDDR4'],
  [0x20, 'HBM'],
  [0x21, 'HBM2'],
  [0x22, 'DDR5'],
  [0x23, 'LPDDR5'],
  [0x24, 'HBM3'],
]);
const fillerNames = /^(?:unknown|not specified|none|n\/a|undefined|no dimm|empty|to be filled by o\.?e\.?m\.?|0+|f+)?$/i;
const maxStructures = 4096;

/** Populated modules in table order. Damaged tables give the modules up to the damage. */
export function parseMemoryModules(table: Buffer): readonly MemoryModule[] {
  const structures = splitStructures(table);
  const eccByArray = new Map(structures.filter((one) => one.type === 16).map((one) => [one.handle, arrayHasEcc(one)]));
  return structures.flatMap((one) => {
    const module = one.type === 17 ? readModule(one, eccByArray) : undefined;
    return module === undefined ? [] : [module];
  });
}

function splitStructures(table: Buffer): readonly Structure[] {
  const structures: Structure[] = [];
  let at = 0;
  while (at + 4 <= table.length && structures.length < maxStructures) {
    const length = table[at + 1] ?? 0;
    if (length < 4 || at + length > table.length) break;
    const end = table.indexOf('\0\0', at + length, 'latin1');
    const stringsEnd = end === -1 ? table.length : end;
    structures.push({
      type: table[at] ?? 127,
      handle: table.readUInt16LE(at + 2),
      body: table.subarray(at, at + length),
      strings: table.toString('latin1', at + length, stringsEnd).split('\0'),
    });
    if (end === -1 || table[at] === 127) break; // type 127 ends the table
    at = end + 2;
  }
  return structures;
}

function arrayHasEcc(array: Structure): boolean | null {
  const correction = byteAt(array, 0x06);
  if (correction === 0x03 || correction === 0x04) return false; // none, parity
  return correction === 0x05 || correction === 0x06 || correction === 0x07 ? true : null;
}

function readModule(device: Structure, eccByArray: ReadonlyMap<number, boolean | null>): MemoryModule | undefined {
  const sizeBytes = moduleSize(device);
  const typeCode = byteAt(device, 0x12) ?? 0x02;
  if (sizeBytes === undefined || !ramTypes.has(typeCode)) return undefined;
  return {
    locator: textAt(device, 0x10) ?? textAt(device, 0x11) ?? 'unnamed slot',
    sizeBytes,
    type: ramTypes.get(typeCode) ?? null,
    speedMTs: speedAt(device, 0x20, 0x58) ?? speedAt(device, 0x15, 0x54),
    manufacturer: textAt(device, 0x17),
    ecc: eccByArray.get(wordAt(device, 0x04) ?? -1) ?? widthsShowEcc(device),
  };
}

function moduleSize(device: Structure): number | undefined {
  const size = wordAt(device, 0x0c);
  if (size === undefined || size === 0 || size === 0xffff) return undefined; // empty slot, not known
  if (size === 0x7fff) {
    const megabytes = (doubleWordAt(device, 0x1c) ?? 0) & 0x7fffffff;
    return megabytes === 0 ? undefined : megabytes * 1024 * 1024;
  }
  return size & 0x8000 ? (size & 0x7fff) * 1024 : size * 1024 * 1024;
}

/** Extra bits beside the data bits hold the check bits. */
function widthsShowEcc(device: Structure): boolean | null {
  const total = wordAt(device, 0x08);
  const data = wordAt(device, 0x0a);
  if (total === undefined || data === undefined || total === 0 || data === 0 || total === 0xffff || data === 0xffff) return null;
  return total > data;
}

function speedAt(device: Structure, offset: number, extendedOffset: number): number | null {
  const speed = wordAt(device, offset);
  if (speed === undefined || speed === 0) return null;
  return speed === 0xffff ? (doubleWordAt(device, extendedOffset) ?? null) : speed;
}

function byteAt({ body }: Structure, offset: number): number | undefined {
  return offset < body.length ? body[offset] : undefined;
}

function wordAt({ body }: Structure, offset: number): number | undefined {
  return offset + 2 <= body.length ? body.readUInt16LE(offset) : undefined;
}

function doubleWordAt({ body }: Structure, offset: number): number | undefined {
  return offset + 4 <= body.length ? body.readUInt32LE(offset) : undefined;
}

/** Strings are numbered from 1; 0 means none. */
function textAt(device: Structure, offset: number): string | null {
  const text = device.strings[(byteAt(device, offset) ?? 0) - 1]?.trim() ?? '';
  return fillerNames.test(text) ? null : text;
}
