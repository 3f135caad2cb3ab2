/** Memory from /proc/meminfo (proc_meminfo(5)): values in KiB, whatever the "kB" there says. */
import type { MonitorFrame } from '../../contracts/monitor.ts';
import { ByteCursor } from '../byteCursor.ts';
import type { KeptFile, KernelFiles } from '../kernelFiles.ts';
import type { Absent, Reader } from './reader.ts';

type MemorySample = MonitorFrame['memory'];

const names = ['MemTotal', 'MemAvailable', 'Buffers', 'Cached', 'SReclaimable', 'Dirty', 'SwapTotal', 'SwapFree'] as const;
type Name = (typeof names)[number];
const keys = names.map((name) => ({ name, bytes: Buffer.from(`${name}:`) }));

export class MemoryReader implements Reader<MemorySample> {
  readonly #files: KernelFiles;
  readonly #cursor = new ByteCursor();
  readonly #meminfo: KeptFile;
  readonly #values = new Map<Name, number>();

  constructor(files: KernelFiles) {
    this.#files = files;
    this.#meminfo = files.keep('/proc/meminfo');
  }

  sample(): MemorySample {
    this.#read();
    const total = this.#bytes('MemTotal');
    const available = this.#bytes('MemAvailable');
    const swapTotal = this.#bytes('SwapTotal');
    const swapFree = this.#bytes('SwapFree');
    return {
      totalBytes: total,
      usedBytes: difference(total, available),
      availableBytes: available,
      freeBytes: null,
      buffersBytes: null,
      sharedBytes: null,
      slabBytes: null,
      writebackBytes: null,
      anonymousHugeBytes: null,
      swapInBytesPerSecond: null,
      swapOutBytesPerSecond: null,
      majorFaultsPerSecond: null,
      oomKillsPerSecond: null,
      hugePageBytes: null,
      hugePagesTotal: null,
      hugePagesFree: null,
      zram: null,
      // What free(1) calls buff/cache.
      cachedBytes: sum([this.#bytes('Buffers'), this.#bytes('Cached'), this.#bytes('SReclaimable')]),
      dirtyBytes: this.#bytes('Dirty'),
      swapTotalBytes: swapTotal,
      swapUsedBytes: difference(swapTotal, swapFree),
    };
  }

  absent(): readonly Absent[] {
    if (this.#meminfo.problem !== undefined) return [{ what: 'memory', why: '/proc/meminfo cannot be read' }];
    if (this.#values.has('MemAvailable')) return [];
    return [{ what: 'memory.available', why: 'the kernel is older than 3.14 and does not say what is available' }];
  }

  close(): void {
    this.#meminfo.close();
  }

  #read(): void {
    this.#values.clear();
    const length = this.#meminfo.read();
    if (length === undefined) return;
    const cursor = this.#cursor;
    cursor.reset(this.#files.buffer, length);
    while (!cursor.atEnd && this.#values.size < keys.length) {
      for (const key of keys) {
        if (!cursor.take(key.bytes)) continue;
        const kibibytes = cursor.readInteger();
        if (!Number.isNaN(kibibytes)) this.#values.set(key.name, kibibytes);
        break;
      }
      cursor.nextLine();
    }
  }

  #bytes(name: Name): number | null {
    const kibibytes = this.#values.get(name);
    return kibibytes === undefined ? null : kibibytes * 1024;
  }
}

function difference(whole: number | null, part: number | null): number | null {
  return whole === null || part === null ? null : Math.max(0, whole - part);
}

/** Sum of what is known; null when nothing is. */
function sum(parts: readonly (number | null)[]): number | null {
  const known = parts.filter((part) => part !== null);
  return known.length === 0 ? null : known.reduce((total, part) => total + part, 0);
}
