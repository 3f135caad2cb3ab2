/** Network rates from /proc/net/dev (proc_pid_net(5)): 8 receive fields, then 8 transmit fields. */
import type { MonitorFrame } from '../../contracts/monitor.ts';
import { ByteCursor } from '../byteCursor.ts';
import type { KeptFile, KernelFiles } from '../kernelFiles.ts';
import { NamedRows, type Row } from './namedRows.ts';
import { NetworkInterface } from './networkInterface.ts';
import { type Absent, perSecond, type Reader } from './reader.ts';

type NetworkSample = MonitorFrame['networks'][number];

const field = {
  receivedBytes: 0,
  receivedPackets: 1,
  receiveErrors: 2,
  receiveDrops: 3,
  sentBytes: 8,
  sentPackets: 9,
  sendErrors: 10,
  sendDrops: 11,
} as const;
const fieldCount = 16;
const headerLines = 2;
const COLON = 0x3a;

export class NetworkReader implements Reader<readonly NetworkSample[]> {
  readonly #files: KernelFiles;
  readonly #cursor = new ByteCursor();
  readonly #netDev: KeptFile;
  readonly #rows = new NamedRows(fieldCount);
  readonly #interfaces = new Map<string, NetworkInterface>();

  constructor(files: KernelFiles) {
    this.#files = files;
    this.#netDev = files.keep('/proc/net/dev');
  }

  sample(elapsedMs: number | null): readonly NetworkSample[] {
    const rows = this.#read();
    this.#forgetGone(rows);
    return rows.map((row) => this.#rates(row, elapsedMs));
  }

  absent(): readonly Absent[] {
    return this.#netDev.problem === undefined ? [] : [{ what: 'networks', why: '/proc/net/dev cannot be read' }];
  }

  close(): void {
    this.#netDev.close();
    for (const known of this.#interfaces.values()) known.close();
    this.#interfaces.clear();
  }

  #read(): readonly Row[] {
    this.#rows.begin();
    const length = this.#netDev.read() ?? 0;
    const cursor = this.#cursor;
    cursor.reset(this.#files.buffer, length);
    for (let line = 0; line < headerLines; line += 1) cursor.nextLine();
    while (!cursor.atEnd) {
      cursor.skipSpaces();
      const start = cursor.position;
      // Without a colon it is no interface line; a name has neither colon nor blank (dev_valid_name).
      const valid = cursor.skipPast(COLON);
      cursor.position = start;
      if (valid) {
        const row = this.#rows.rowAt(cursor, COLON);
        cursor.position += 1;
        this.#rows.readFields(row, cursor);
      }
      cursor.nextLine();
    }
    return this.#rows.end();
  }

  #rates(row: Row, elapsedMs: number | null): NetworkSample {
    const interval = this.#rows.comparable(row) ? elapsedMs : null;
    const rate = (first: number, second?: number): number | null =>
      interval === null ? null : perSecond(total(row.now, first, second), total(row.before, first, second), interval);
    const { kind, up, linkMegabitsPerSecond } = this.#interface(row).sample(elapsedMs);
    return {
      name: row.name,
      kind,
      up,
      linkMegabitsPerSecond,
      receiveBytesPerSecond: rate(field.receivedBytes),
      sendBytesPerSecond: rate(field.sentBytes),
      receivePacketsPerSecond: rate(field.receivedPackets),
      sendPacketsPerSecond: rate(field.sentPackets),
      errorsPerSecond: rate(field.receiveErrors, field.sendErrors),
      dropsPerSecond: rate(field.receiveDrops, field.sendDrops),
    };
  }

  #interface(row: Row): NetworkInterface {
    const known = this.#interfaces.get(row.name);
    if (known !== undefined) return known;
    const found = new NetworkInterface(this.#files, row.rawName.toString('utf8'));
    this.#interfaces.set(row.name, found);
    return found;
  }

  #forgetGone(rows: readonly Row[]): void {
    if (this.#interfaces.size === 0) return;
    for (const [name, known] of this.#interfaces) {
      if (!known.gone && rows.some((row) => row.name === name)) continue;
      known.close();
      this.#interfaces.delete(name);
    }
  }
}

function total(values: Float64Array, first: number, second?: number): number {
  const value = values[first] ?? Number.NaN;
  return second === undefined ? value : value + (values[second] ?? Number.NaN);
}
