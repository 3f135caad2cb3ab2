/** Memory from /proc/meminfo (proc_meminfo(5)): values in KiB, whatever the "kB" there says; events from /proc/vmstat. */
import type { MonitorFrame } from '../../contracts/monitor.ts';
import { ByteCursor } from '../byteCursor.ts';
import type { KeptFile, KernelFiles } from '../kernelFiles.ts';
import { KeyedNumbers } from './keyedNumbers.ts';
import { pageBytes } from './pageSize.ts';
import { type Absent, Counter, type Reader } from './reader.ts';
import { Zram } from './zram.ts';

type MemorySample = MonitorFrame['memory'];
type MemoryEvents = Pick<MemorySample, 'swapInBytesPerSecond' | 'swapOutBytesPerSecond' | 'majorFaultsPerSecond' | 'oomKillsPerSecond'>;

/** In the order of the file. */
const memoryNames = [
  'MemTotal',
  'MemFree',
  'MemAvailable',
  'Buffers',
  'Cached',
  'SwapTotal',
  'SwapFree',
  'Dirty',
  'Writeback',
  'Shmem',
  'Slab',
  'SReclaimable',
  'AnonHugePages',
  'HugePages_Total',
  'HugePages_Free',
  'Hugepagesize',
] as const;
const eventNames = ['pgmajfault', 'pswpin', 'pswpout', 'oom_kill'] as const;

export class MemoryReader implements Reader<MemorySample> {
  readonly #files: KernelFiles;
  readonly #cursor = new ByteCursor();
  readonly #meminfo: KeptFile;
  readonly #vmstat: KeptFile;
  readonly #memory = new KeyedNumbers(memoryNames, ':');
  readonly #events = new KeyedNumbers(eventNames, ' ');
  readonly #pageBytes: number | undefined;
  readonly #zram: Zram;
  readonly #swapIn = new Counter();
  readonly #swapOut = new Counter();
  readonly #majorFaults = new Counter();
  readonly #oomKills = new Counter();

  constructor(files: KernelFiles) {
    this.#files = files;
    this.#meminfo = files.keep('/proc/meminfo');
    this.#vmstat = files.keep('/proc/vmstat');
    this.#pageBytes = pageBytes(files);
    this.#zram = new Zram(files);
  }

  sample(elapsedMs: number | null): MemorySample {
    this.#read(this.#meminfo, this.#memory);
    const total = this.#bytes('MemTotal');
    const available = this.#bytes('MemAvailable');
    const swapTotal = this.#bytes('SwapTotal');
    const swapFree = this.#bytes('SwapFree');
    return {
      totalBytes: total,
      usedBytes: difference(total, available),
      availableBytes: available,
      freeBytes: this.#bytes('MemFree'),
      buffersBytes: this.#bytes('Buffers'),
      // What free(1) calls buff/cache.
      cachedBytes: sum([this.#bytes('Buffers'), this.#bytes('Cached'), this.#bytes('SReclaimable')]),
      sharedBytes: this.#bytes('Shmem'),
      slabBytes: this.#bytes('Slab'),
      dirtyBytes: this.#bytes('Dirty'),
      writebackBytes: this.#bytes('Writeback'),
      anonymousHugeBytes: this.#bytes('AnonHugePages'),
      swapTotalBytes: swapTotal,
      swapUsedBytes: difference(swapTotal, swapFree),
      ...this.#rates(elapsedMs),
      hugePageBytes: this.#bytes('Hugepagesize'),
      hugePagesTotal: this.#memory.get('HugePages_Total') ?? null,
      hugePagesFree: this.#memory.get('HugePages_Free') ?? null,
      zram: this.#zram.sample(elapsedMs),
    };
  }

  absent(): readonly Absent[] {
    if (this.#meminfo.problem !== undefined) return [{ what: 'memory', why: '/proc/meminfo cannot be read' }];
    const list: Absent[] = [];
    if (this.#memory.get('MemAvailable') === undefined) {
      list.push({ what: 'memory.available', why: 'the kernel is older than 3.14 and does not say what is available' });
    }
    if (this.#vmstat.problem !== undefined) list.push({ what: 'memory.events', why: '/proc/vmstat cannot be read' });
    else if (this.#events.get('oom_kill') === undefined) {
      list.push({ what: 'memory.oomKills', why: 'the kernel is older than 4.13 and does not count them' });
    }
    if (this.#pageBytes === undefined) list.push({ what: 'memory.swapRates', why: 'the size of a page of this machine is not known' });
    return list;
  }

  close(): void {
    this.#meminfo.close();
    this.#vmstat.close();
    this.#zram.close();
  }

  #read<Name extends string>(file: KeptFile, numbers: KeyedNumbers<Name>): void {
    const length = file.read();
    if (length === undefined) {
      numbers.clear();
      return;
    }
    this.#cursor.reset(this.#files.buffer, length);
    numbers.read(this.#cursor);
  }

  #rates(elapsedMs: number | null): MemoryEvents {
    this.#read(this.#vmstat, this.#events);
    const pages = this.#pageBytes ?? Number.NaN;
    return {
      swapInBytesPerSecond: this.#swapIn.rate(this.#events.counter('pswpin') * pages, elapsedMs),
      swapOutBytesPerSecond: this.#swapOut.rate(this.#events.counter('pswpout') * pages, elapsedMs),
      majorFaultsPerSecond: this.#majorFaults.rate(this.#events.counter('pgmajfault'), elapsedMs),
      oomKillsPerSecond: this.#oomKills.rate(this.#events.counter('oom_kill'), elapsedMs),
    };
  }

  #bytes(name: (typeof memoryNames)[number]): number | null {
    const kibibytes = this.#memory.get(name);
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
