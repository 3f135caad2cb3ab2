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

/** A window for a few kilobytes: the usual one takes 256 KiB for each call. */
const window = { windowBits: 12, memLevel: 5 } as const;

/** An output buffer as large as what goes in: each answer would hold on to 16 KiB otherwise. */
function deflate(raw: Uint8Array, level: number): Buffer {
  return zlib().deflateSync(raw, { ...window, level, chunkSize: Math.max(leastChunk, raw.length) });
}

/** As zlib.constants.Z_MIN_CHUNK. */
const leastChunk = 64;

/** One series' steps of one block. */
export function encodeBlock(columns: StepColumns): Buffer {
  const { counts } = columns;
  const present = presentSteps(counts);
  const raw = Buffer.alloc(blockHeader + counts.length * 2 + present.length * 12);
  raw[0] = blockVersion;
  raw.writeUInt16LE(counts.length, 1);
  let before = 0;
  for (const [step, count] of counts.entries()) {
    const change = (count - before) & 0xffff;
    raw[blockHeader + step] = change & 0xff;
    raw[blockHeader + counts.length + step] = change >> 8;
    before = count;
  }
  let at = blockHeader + counts.length * 2;
  for (const figures of [columns.min, columns.mean, columns.max]) {
    const bits = new Uint32Array(figures.buffer, figures.byteOffset, figures.length);
    let last = 0;
    for (const [position, step] of present.entries()) {
      const own = bits[step] ?? 0;
      const change = own ^ last;
      last = own;
      for (let plane = 0; plane < 4; plane += 1) raw[at + plane * present.length + position] = (change >>> (plane * 8)) & 0xff;
    }
    at += present.length * 4;
  }
  return deflate(raw, 6);
}

/** `steps` is how many the block must have. */
export function decodeBlock(bytes: Uint8Array, steps: number): StepColumns | undefined {
  const raw = inflate(bytes, blockHeader + steps * bytesPerStep, blockHeader + steps * bytesPerStep);
  if (raw === undefined || raw.length < blockHeader + steps * 2 || raw[0] !== blockVersion || raw.readUInt16LE(1) !== steps)
    return undefined;
  const columns = newColumns(steps);
  let count = 0;
  for (let step = 0; step < steps; step += 1) {
    count = (count + (raw[blockHeader + step] ?? 0) + ((raw[blockHeader + steps + step] ?? 0) << 8)) & 0xffff;
    columns.counts[step] = count;
  }
  const present = presentSteps(columns.counts);
  const { length } = present;
  let at = blockHeader + steps * 2;
  if (raw.length !== at + length * 12) return undefined;
  for (const figures of [columns.min, columns.mean, columns.max]) {
    const bits = new Uint32Array(figures.buffer);
    let last = 0;
    for (let position = 0; position < length; position += 1) {
      const low = (raw[at + position] ?? 0) | ((raw[at + length + position] ?? 0) << 8);
      last ^= low | ((raw[at + length * 2 + position] ?? 0) << 16) | ((raw[at + length * 3 + position] ?? 0) << 24);
      bits[present[position] ?? 0] = last;
    }
    at += length * 4;
  }
  return columns;
}

function presentSteps(counts: Uint16Array): readonly number[] {
  const present: number[] = [];
  for (let step = 0; step < counts.length; step += 1) {
    if (counts[step] !== 0) present.push(step);
  }
  return present;
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

export function newStepRow(length: number, buffer = new ArrayBuffer(length * bytesPerSeries)): StepRow {
  return {
    length,
    numbers: new Uint32Array(buffer, 0, length),
    min: new Float32Array(buffer, length * 4, length),
    mean: new Float32Array(buffer, length * 8, length),
    max: new Float32Array(buffer, length * 12, length),
    counts: new Uint16Array(buffer, length * 16, length),
  };
}

export function encodeRow(row: StepRow): Buffer {
  return deflate(new Uint8Array(row.numbers.buffer), 1);
}

export function decodeRow(bytes: Uint8Array, maxSeries: number): StepRow | undefined {
  const raw = inflate(bytes, maxSeries * bytesPerSeries, bytes.length * 4);
  if (raw === undefined || raw.length % bytesPerSeries !== 0) return undefined;
  return newStepRow(raw.length / bytesPerSeries, new Uint8Array(raw).buffer);
}

/** `chunkBytes` is about what comes out. */
function inflate(bytes: Uint8Array, maxBytes: number, chunkBytes: number): Buffer | undefined {
  try {
    return zlib().inflateSync(bytes, { maxOutputLength: Math.max(1, maxBytes), chunkSize: Math.max(leastChunk, chunkBytes) });
  } catch {
    return undefined; // not ours, or damaged: the caller says so
  }
}

/** The file holds numbers as this machine has them in memory; all that Linux desktops run on are little endian. */
if (endianness() !== 'LE') throw new Error('the history needs a little-endian machine');
