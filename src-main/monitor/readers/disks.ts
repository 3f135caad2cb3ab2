/** Disk rates from /proc/diskstats (kernel documentation: admin-guide/iostats). A sector there is 512 bytes on every device. */
import type { MonitorFrame } from '../../contracts/monitor.ts';
import { ByteCursor } from '../byteCursor.ts';
import type { KeptFile, KernelFiles } from '../kernelFiles.ts';
import { NamedRows, type Row } from './namedRows.ts';
import { type Absent, increase, percentOf, perSecond, type Reader, round } from './reader.ts';
import type { DiskHealth } from './smartReport.ts';

type DiskSample = MonitorFrame['disks'][number];

/** Index behind the name: reads, merged, sectors, ms, writes, merged, sectors, ms, in flight, busy ms, weighted ms. */
const field = {
  reads: 0,
  readSectors: 2,
  readMs: 3,
  writes: 4,
  writtenSectors: 6,
  writeMs: 7,
  busyMs: 9,
  weightedMs: 10,
} as const;
const fieldCount = 11;
const sectorBytes = 512;
const SPACE = 0x20;

/** Devices that exist in numbers without being used, shown once they did any I/O. */
const usuallyIdle = /^(loop|ram|zram|nbd|sr|fd)\d+$/;

/** What other readers know about a disk. */
export interface DiskSources {
  /** Temperature that a sensor of this device showed; undefined when it has none or is left alone. */
  readonly temperatureOf: (devicePath: string) => number | undefined;
  readonly health: (disk: string) => DiskHealth | undefined;
}

export class DiskReader implements Reader<readonly DiskSample[]> {
  readonly #files: KernelFiles;
  readonly #cursor = new ByteCursor();
  readonly #diskstats: KeptFile;
  readonly #rows = new NamedRows(fieldCount);
  readonly #whole = new Map<string, boolean>();
  readonly #sources: DiskSources;
  readonly #devices = new Map<string, readonly string[]>();
  /** Monotonic sum of the intervals, to say how long ago a disk was last used. */
  #clockMs = 0;
  readonly #lastUseMs = new Map<string, number>();

  constructor(files: KernelFiles, sources: DiskSources) {
    this.#files = files;
    this.#sources = sources;
    this.#diskstats = files.keep('/proc/diskstats');
  }

  sample(elapsedMs: number | null): readonly DiskSample[] {
    this.#clockMs += elapsedMs ?? 0;
    const rows = this.#read();
    const samples: DiskSample[] = [];
    for (const row of rows) {
      if (!this.#isWhole(row.name, rows)) continue;
      const used = (row.now[field.reads] ?? 0) + (row.now[field.writes] ?? 0) > 0;
      if (!used && usuallyIdle.test(row.name)) continue;
      samples.push(this.#rates(row, elapsedMs));
    }
    this.#forgetGone(rows);
    return samples;
  }

  absent(): readonly Absent[] {
    return this.#diskstats.problem === undefined ? [] : [{ what: 'disks', why: '/proc/diskstats cannot be read' }];
  }

  /** Milliseconds since this disk was last seen doing I/O; undefined when it was not since the start. */
  idleMs(name: string): number | undefined {
    const last = this.#lastUseMs.get(name);
    return last === undefined ? undefined : this.#clockMs - last;
  }

  close(): void {
    this.#diskstats.close();
  }

  #read(): readonly Row[] {
    this.#rows.begin();
    const length = this.#diskstats.read() ?? 0;
    const cursor = this.#cursor;
    cursor.reset(this.#files.buffer, length);
    while (!cursor.atEnd) {
      const numbered = !Number.isNaN(cursor.readInteger()) && !Number.isNaN(cursor.readInteger());
      cursor.skipSpaces();
      if (numbered && cursor.peek() > SPACE) this.#rows.readFields(this.#rows.rowAt(cursor, SPACE), cursor);
      cursor.nextLine();
    }
    return this.#rows.end();
  }

  #rates(row: Row, elapsedMs: number | null): DiskSample {
    const { name, now, before } = row;
    const interval = this.#rows.comparable(row) ? elapsedMs : null;
    const rate = (index: number, unit: number): number | null =>
      interval === null ? null : perSecond((now[index] ?? Number.NaN) * unit, (before[index] ?? Number.NaN) * unit, interval);
    const delta = (index: number): number | null =>
      interval === null ? null : increase(now[index] ?? Number.NaN, before[index] ?? Number.NaN);
    const busyMs = delta(field.busyMs);
    const weightedMs = delta(field.weightedMs);
    const health = this.#sources.health(name);
    if ((delta(field.reads) ?? 0) > 0 || (delta(field.writes) ?? 0) > 0) this.#lastUseMs.set(name, this.#clockMs);
    return {
      name,
      readBytesPerSecond: rate(field.readSectors, sectorBytes),
      writeBytesPerSecond: rate(field.writtenSectors, sectorBytes),
      readsPerSecond: rate(field.reads, 1),
      writesPerSecond: rate(field.writes, 1),
      busyPercent: busyMs === null || interval === null ? null : percentOf(busyMs, interval),
      readLatencyMs: meanMs(delta(field.readMs), delta(field.reads)),
      writeLatencyMs: meanMs(delta(field.writeMs), delta(field.writes)),
      tempC: this.#tempC(name),
      health: health?.verdict ?? null,
      wearPercent: health?.wearPercent ?? null,
      queueDepth: weightedMs === null || interval === null ? null : round(weightedMs / interval),
    };
  }

  #tempC(name: string): number | null {
    for (const device of this.#devicesOf(name)) {
      const tempC = this.#sources.temperatureOf(device);
      if (tempC !== undefined) return tempC;
    }
    return null;
  }

  /** Folders that a sensor chip of this disk hangs on: its SCSI device, its NVMe controller, or those of a subsystem with several. */
  #devicesOf(name: string): readonly string[] {
    const known = this.#devices.get(name);
    if (known !== undefined) return known;
    const device = this.#files.realPath(`/sys/block/${name.replaceAll('/', '!')}/device`);
    const controllers = device === undefined ? [] : this.#files.list(device).filter((entry) => /^nvme\d+$/.test(entry));
    const found = device === undefined ? [] : [device, ...controllers.flatMap((entry) => this.#files.realPath(`${device}/${entry}`) ?? [])];
    this.#devices.set(name, found);
    return found;
  }

  /** Asks sysfs once per device; a `/` in a name is a `!` there. Where sysfs does not know the device, its name decides. */
  #isWhole(name: string, rows: readonly Row[]): boolean {
    const known = this.#whole.get(name);
    if (known !== undefined) return known;
    const fileName = name.replaceAll('/', '!');
    const listed = this.#files.exists(`/sys/block/${fileName}`);
    const partition = this.#files.exists(`/sys/class/block/${fileName}/partition`) || rows.some((row) => isPartitionName(name, row.name));
    const whole = listed || !partition;
    this.#whole.set(name, whole);
    return whole;
  }

  #forgetGone(rows: readonly Row[]): void {
    if (this.#whole.size === rows.length) return;
    const present = new Set(rows.map((row) => row.name));
    for (const name of this.#whole.keys()) {
      if (present.has(name)) continue;
      this.#whole.delete(name);
      this.#devices.delete(name);
      this.#lastUseMs.delete(name);
    }
  }
}

/** Null when none ended, because then there is no time that one took. */
function meanMs(totalMs: number | null, count: number | null): number | null {
  return totalMs === null || count === null || count === 0 ? null : round(totalMs / count);
}

/** The kernel's naming (block/partitions/core.c): `sda` + `1`, and a `p` between when the disk's name ends in a digit. */
export function isPartitionName(name: string, disk: string): boolean {
  if (name.length <= disk.length || !name.startsWith(disk)) return false;
  const rest = name.slice(disk.length);
  return /\d$/.test(disk) ? /^p\d+$/.test(rest) : /^\d+$/.test(rest) && /^(sd|hd|vd|xvd|dasd|ub)[a-z]+$/.test(disk);
}
