/**
 * How steps look on disk. Columns instead of rows, each figure as what differs
 * from the one before it, the same byte of all figures side by side, and then
 * zlib, whose checksum (RFC 1950) also tells when a byte went wrong. Reading
 * never throws: what is damaged is undefined.
 */
import { endianness } from 'node:os';
import type * as Zlib from 'node:zlib';
import { newColumns, type StepColumns } from './columns.ts';

const blockVersion = 1;
const blockHeader = 3;
const bytesPerStep = 14;

/** Not a static import: the first answer must not wait for it. */
function zlib(): typeof Zlib {
  return process.getBuiltinModule('node:zlib');
}

/** A window and an output for a few kilobytes: the usual ones take 256 KiB for each call and hold on to 16 KiB. */
const deflation = { level: 6, windowBits: 12, memLevel: 5, chunkSize: 512 } as const;

/** One series' steps of one block. */
export function encodeBlock(columns: StepColumns): Buffer {
  const { counts } = columns;
  const steps = counts.length;
  const present = countPresent(counts);
  const raw = scratch(blockHeader + steps * 2 + present * 12);
  raw[0] = blockVersion;
  raw.writeUInt16LE(steps, 1);
  let before = 0;
  for (let step = 0; step < steps; step += 1) {
    const count = counts[step] ?? 0;
    const change = (count - before) & 0xffff;
    raw[blockHeader + step] = change & 0xff;
    raw[blockHeader + steps + step] = change >> 8;
    before = count;
  }
  let at = blockHeader + steps * 2;
  for (const figures of [columns.min, columns.mean, columns.max]) {
    writePlanes(raw, at, counts, figures, present);
    at += present * 4;
  }
  return zlib().deflateSync(raw, deflation);
}

/** Plain loops without an object per figure: this runs without the optimizing compilers, some hundred times in a row. */
function writePlanes(raw: Buffer, start: number, counts: Uint16Array, figures: Float32Array, present: number): void {
  const bits = new Uint32Array(figures.buffer, figures.byteOffset, figures.length);
  let at = start;
  let last = 0;
  for (let step = 0; step < counts.length; step += 1) {
    if (counts[step] === 0) continue;
    const own = bits[step] ?? 0;
    const change = own ^ last;
    last = own;
    raw[at] = change & 0xff;
    raw[at + present] = (change >>> 8) & 0xff;
    raw[at + present * 2] = (change >>> 16) & 0xff;
    raw[at + present * 3] = change >>> 24;
    at += 1;
  }
}

function countPresent(counts: Uint16Array): number {
  let present = 0;
  for (let step = 0; step < counts.length; step += 1) {
    if (counts[step] !== 0) present += 1;
  }
  return present;
}

let reused = Buffer.alloc(0);

/** Every byte of it is written. */
function scratch(bytes: number): Buffer {
  if (reused.length < bytes) reused = Buffer.alloc(bytes * 2);
  return reused.subarray(0, bytes);
}

/** `steps` is how many the block must have; `into` has as many, and its counts are all written. */
export function decodeBlock(bytes: Uint8Array, steps: number, into?: StepColumns): StepColumns | undefined {
  const raw = inflate(bytes, blockHeader + steps * bytesPerStep);
  if (raw === undefined || raw.length < blockHeader + steps * 2 || raw[0] !== blockVersion || raw.readUInt16LE(1) !== steps)
    return undefined;
  const columns = into ?? newColumns(steps);
  let count = 0;
  for (let step = 0; step < steps; step += 1) {
    count = (count + (raw[blockHeader + step] ?? 0) + ((raw[blockHeader + steps + step] ?? 0) << 8)) & 0xffff;
    columns.counts[step] = count;
  }
  const length = countPresent(columns.counts);
  let at = blockHeader + steps * 2;
  if (raw.length !== at + length * 12) return undefined;
  for (const figures of [columns.min, columns.mean, columns.max]) {
    readPlanes(raw, at, columns.counts, figures, length);
    at += length * 4;
  }
  return columns;
}

function readPlanes(raw: Buffer, start: number, counts: Uint16Array, figures: Float32Array, present: number): void {
  const bits = new Uint32Array(figures.buffer, figures.byteOffset, figures.length);
  let at = start;
  let last = 0;
  for (let step = 0; step < counts.length; step += 1) {
    if (counts[step] === 0) continue;
    const low = (raw[at] ?? 0) | ((raw[at + present] ?? 0) << 8);
    last ^= low | ((raw[at + present * 2] ?? 0) << 16) | ((raw[at + present * 3] ?? 0) << 24);
    bits[step] = last;
    at += 1;
  }
}

/** One step of many series: what is written each minute until the block is finished. */
export interface StepRow {
  readonly length: number;
  /** Numbers of the series in the file. */
  readonly numbers: Uint32Array;
  readonly counts: Uint16Array;
  readonly min: Float32Array;
  readonly mean: Float32Array;
  readonly max: Float32Array;
}

const bytesPerSeries = 18;

export function rowBytes(length: number): number {
  return length * bytesPerSeries;
}

/** A row in the first bytes of `buffer`, column after column. */
export function newStepRow(length: number, buffer: ArrayBuffer): StepRow {
  return {
    length,
    numbers: new Uint32Array(buffer, 0, length),
    min: new Float32Array(buffer, length * 4, length),
    mean: new Float32Array(buffer, length * 8, length),
    max: new Float32Array(buffer, length * 12, length),
    counts: new Uint16Array(buffer, length * 16, length),
  };
}

/** As it is in memory, without a copy and not compressed: it is written each minute and read only after a start. */
export function encodeRow(row: StepRow): Buffer {
  return Buffer.from(row.numbers.buffer, 0, rowBytes(row.length));
}

export function decodeRow(bytes: Uint8Array, maxSeries: number): StepRow | undefined {
  if (bytes.length % bytesPerSeries !== 0 || bytes.length > rowBytes(maxSeries)) return undefined;
  const row = newStepRow(bytes.length / bytesPerSeries, new Uint8Array(bytes).buffer);
  for (let at = 0; at < row.length; at += 1) {
    const [min = 0, mean = 0, max = 0] = [row.min[at], row.mean[at], row.max[at]];
    // Infinite or not a number fails as well.
    if (row.counts[at] === 0 || !(min <= mean && mean <= max && max - min < Number.POSITIVE_INFINITY)) return undefined;
  }
  return row;
}

/** As zlib.constants.Z_MIN_CHUNK. */
const leastChunk = 64;

function inflate(bytes: Uint8Array, maxBytes: number): Buffer | undefined {
  try {
    return zlib().inflateSync(bytes, { maxOutputLength: maxBytes, chunkSize: Math.max(leastChunk, maxBytes) });
  } catch {
    return undefined; // not ours, or damaged: the caller says so
  }
}

/** The file holds numbers as this machine has them in memory; all that Linux desktops run on are little endian. */
if (endianness() !== 'LE') throw new Error('the history needs a little-endian machine');
