/** How often cores slowed themselves down because of heat: thermal_throttle/core_throttle_count, Intel only (arch/x86/kernel/cpu/mce). */
import { parseRangeList } from '../../base/text.ts';
import type { KeptFile, KernelFiles } from '../kernelFiles.ts';
import { type Absent, Counter, Pace } from './reader.ts';

const cpuFolder = '/sys/devices/system/cpu';
const readEveryMs = 2000;
/** A core that goes offline or comes back is noticed this much later. */
const rescanEveryMs = 10_000;

export class Throttles {
  readonly #files: KernelFiles;
  readonly #pace = new Pace(readEveryMs);
  readonly #rescan = new Pace(rescanEveryMs);
  readonly #counter = new Counter();
  #counts: readonly KeptFile[] = [];
  #known = '';
  #perSecond: number | null = null;

  constructor(files: KernelFiles) {
    this.#files = files;
  }

  sample(elapsedMs: number | null): number | null {
    if (this.#rescan.due(elapsedMs)) this.#look();
    if (this.#pace.due(elapsedMs)) this.#perSecond = this.#counter.rate(this.#sum(), this.#pace.sinceMs);
    return this.#perSecond;
  }

  absent(): readonly Absent[] {
    if (this.#counts.length > 0) return [];
    return [{ what: 'cpu.throttles', why: 'this processor or its virtual machine does not count how often heat slowed it down' }];
  }

  close(): void {
    for (const count of this.#counts) count.close();
    this.#counts = [];
    this.#known = '';
  }

  #sum(): number {
    if (this.#counts.length === 0) return Number.NaN;
    let sum = 0;
    for (const count of this.#counts) sum += count.readNumber() ?? Number.NaN;
    return sum;
  }

  #look(): void {
    const paths = this.#files
      .list(cpuFolder)
      .filter((name) => /^cpu\d{1,4}$/.test(name))
      .map((name) => `${cpuFolder}/${name}`)
      .filter((folder) => this.#files.exists(`${folder}/thermal_throttle/core_throttle_count`) && this.#isFirstOfCore(folder))
      .map((folder) => `${folder}/thermal_throttle/core_throttle_count`);
    const known = paths.join(' ');
    if (known === this.#known) return;
    this.close();
    this.#known = known;
    this.#counts = paths.map((path) => this.#files.keep(path));
    // The sum over other cores is no counter that could be compared with the last one.
    this.#counter.rate(Number.NaN, null);
  }

  /** The threads of a core share its counter. */
  #isFirstOfCore(folder: string): boolean {
    const siblings = parseRangeList(this.#files.readText(`${folder}/topology/thread_siblings_list`) ?? '') ?? [];
    return siblings.length === 0 || folder === `${cpuFolder}/cpu${String(siblings[0])}`;
  }
}
