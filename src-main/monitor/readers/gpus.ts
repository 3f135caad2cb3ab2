/** Graphics cards that have a driver of the kernel; follows those that come and go. */
import type { MonitorFrame } from '../../contracts/monitor.ts';
import type { KernelFiles } from '../kernelFiles.ts';
import { cardIdentity, GpuCard } from './gpuCard.ts';
import { type Absent, Pace, type Reader } from './reader.ts';
import { refresh } from './sources.ts';

type GpuSample = MonitorFrame['gpus'][number];

const drmFolder = '/sys/class/drm';
/** A card that is plugged in (Thunderbolt), or whose driver is exchanged, is noticed this much later. */
const rescanEveryMs = 10_000;

export class GpuReader implements Reader<readonly GpuSample[]> {
  readonly #files: KernelFiles;
  readonly #pace = new Pace(rescanEveryMs);
  #cards: readonly GpuCard[] = [];

  constructor(files: KernelFiles) {
    this.#files = files;
  }

  sample(elapsedMs: number | null): readonly GpuSample[] {
    if (this.#pace.due(elapsedMs)) this.#rescan();
    return this.#cards.flatMap((card) => card.sample(elapsedMs) ?? []);
  }

  /** Why sensors of this device are not to be read now; undefined when they may be, or it is no graphics card. */
  leftAlone(devicePath: string): string | undefined {
    return this.#cards.find((card) => card.devicePath === devicePath)?.leftAlone;
  }

  absent(): readonly Absent[] {
    if (this.#cards.length === 0) return [{ what: 'gpus', why: 'no graphics card has a driver of the kernel' }];
    return this.#cards.flatMap((card) => card.absent());
  }

  close(): void {
    for (const card of this.#cards) card.close();
    this.#cards = [];
  }

  #rescan(): void {
    const files = this.#files;
    const folders = files
      .list(drmFolder)
      .filter((name) => /^card\d+$/.test(name))
      .map((name) => `${drmFolder}/${name}`)
      .filter((folder) => files.exists(`${folder}/device`));
    this.#cards = refresh(
      this.#cards,
      folders,
      (folder) => cardIdentity(files, folder),
      (folder) => new GpuCard(files, folder),
    );
  }
}
