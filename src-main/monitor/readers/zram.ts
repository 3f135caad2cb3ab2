/** Compressed memory: mm_stat of the zram devices in use (kernel documentation: admin-guide/blockdev/zram). */
import type { MonitorFrame } from '../../contracts/monitor.ts';
import { ByteCursor } from '../byteCursor.ts';
import type { KeptFile, KernelFiles } from '../kernelFiles.ts';
import { Pace } from './reader.ts';

type ZramSample = NonNullable<MonitorFrame['memory']['zram']>;

/** A device that is set up shows this much later. */
const rescanEveryMs = 10_000;

export class Zram {
  readonly #files: KernelFiles;
  readonly #cursor = new ByteCursor();
  readonly #rescan = new Pace(rescanEveryMs);
  readonly #devices = new Map<string, { readonly initialised: KeptFile; readonly statistics: KeptFile }>();

  constructor(files: KernelFiles) {
    this.#files = files;
  }

  sample(elapsedMs: number | null): ZramSample | null {
    if (this.#rescan.due(elapsedMs)) this.#look();
    let sum: ZramSample | null = null;
    for (const { initialised, statistics } of this.#devices.values()) {
      // Without a size it holds nothing, and its figures are zeros that say nothing.
      if (initialised.readNumber() !== 1) continue;
      const sample = this.#read(statistics);
      if (sample !== undefined) sum = sum === null ? sample : add(sum, sample);
    }
    return sum;
  }

  close(): void {
    for (const name of this.#devices.keys()) this.#forget(name);
  }

  #read(file: KeptFile): ZramSample | undefined {
    const length = file.readAttribute();
    if (length === undefined) return undefined;
    this.#cursor.reset(this.#files.buffer, length);
    const [originalBytes, compressedBytes, usedBytes] = [
      this.#cursor.readInteger(),
      this.#cursor.readInteger(),
      this.#cursor.readInteger(),
    ];
    return Number.isNaN(usedBytes) ? undefined : { originalBytes, compressedBytes, usedBytes };
  }

  #look(): void {
    const present = new Set(this.#files.list('/sys/block').filter((name) => /^zram\d+$/.test(name)));
    for (const name of this.#devices.keys()) if (!present.has(name)) this.#forget(name);
    for (const name of present) {
      if (this.#devices.has(name)) continue;
      const folder = `/sys/block/${name}`;
      this.#devices.set(name, {
        initialised: this.#files.keep(`${folder}/initstate`),
        statistics: this.#files.keep(`${folder}/mm_stat`),
      });
    }
  }

  #forget(name: string): void {
    const device = this.#devices.get(name);
    device?.initialised.close();
    device?.statistics.close();
    this.#devices.delete(name);
  }
}

function add(first: ZramSample, second: ZramSample): ZramSample {
  return {
    originalBytes: first.originalBytes + second.originalBytes,
    compressedBytes: first.compressedBytes + second.compressedBytes,
    usedBytes: first.usedBytes + second.usedBytes,
  };
}
