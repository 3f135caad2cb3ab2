/** Rows of counters by device name, kept between samples, for /proc/diskstats and /proc/net/dev. */
import { printable } from '../../base/text.ts';
import type { ByteCursor } from '../byteCursor.ts';

export interface Row {
  /** As the kernel writes it, for comparison. */
  readonly rawName: Buffer;
  /** Safe to show. */
  readonly name: string;
  now: Float64Array;
  before: Float64Array;
  /** Number of the sample in which it was last read, and of the one before that. */
  seen: number;
  seenBefore: number;
}

export class NamedRows {
  readonly #fieldCount: number;
  #rows: Row[] = [];
  /** Where the next row is expected: the kernel keeps the order, so a search is rare. */
  #next = 0;
  #sample = 0;

  constructor(fieldCount: number) {
    this.#fieldCount = fieldCount;
  }

  begin(): void {
    this.#sample += 1;
    this.#next = 0;
  }

  /** Row of the name between the cursor and `end` (exclusive, a byte value); the cursor is left on `end`. */
  rowAt(cursor: ByteCursor, endByte: number): Row {
    const expected = this.#rows[this.#next];
    const start = cursor.position;
    if (expected !== undefined && cursor.take(expected.rawName) && cursor.peek() === endByte) return this.#use(expected);
    cursor.position = start;
    while (!cursor.atEnd && cursor.peek() !== endByte && cursor.peek() !== 0x0a) cursor.position += 1;
    const text = cursor.textSince(start);
    const known = this.#rows.find((row) => row.name === printable(text) && row.seen !== this.#sample);
    return this.#use(known ?? this.#add(text));
  }

  /** Reads the fields from the cursor on; a field that is missing is NaN, which no rate is made of. */
  readFields(row: Row, cursor: ByteCursor): void {
    const values = row.before;
    row.before = row.now;
    row.now = values;
    for (let field = 0; field < this.#fieldCount; field += 1) values[field] = cursor.readInteger();
  }

  /** Forgets what was not read in this sample (unplugged), and returns the rest in the kernel's order. */
  end(): readonly Row[] {
    if (this.#rows.some((row) => row.seen !== this.#sample)) this.#rows = this.#rows.filter((row) => row.seen === this.#sample);
    return this.#rows;
  }

  /** True when the row was read in this sample and in the one before, so that a rate can be made. */
  comparable(row: Row): boolean {
    return row.seen === this.#sample && row.seenBefore === this.#sample - 1;
  }

  #use(row: Row): Row {
    const index = this.#rows[this.#next] === row ? this.#next : this.#rows.indexOf(row);
    this.#next = index + 1;
    row.seenBefore = row.seen;
    row.seen = this.#sample;
    return row;
  }

  #add(text: string): Row {
    const row: Row = {
      rawName: Buffer.from(text),
      name: printable(text),
      now: new Float64Array(this.#fieldCount),
      before: new Float64Array(this.#fieldCount),
      seen: -1,
      seenBefore: -1,
    };
    this.#rows.splice(this.#next, 0, row);
    return row;
  }
}
