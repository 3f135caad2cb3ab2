/** The disks' own verdict and wear, through smartctl: a minute after the start and then hourly, one disk at a time, never waking one. */
import type { KernelFiles } from '../kernelFiles.ts';
import { isAsleep, powerFolders } from './hwmonChip.ts';
import type { Absent } from './reader.ts';
import { type DiskHealth, parseSmartReport } from './smartReport.ts';

/** How a program is run on the real machine. */
export interface SmartTool {
  /** Full path of smartctl; undefined when it is not installed. */
  readonly program: () => string | undefined;
  readonly isRoot: boolean;
  /** Runs it and gives its output, whatever the exit status; rejects when it could not run, took too long or said too much. */
  readonly run: (program: string, parameters: readonly string[]) => Promise<string>;
}

const firstAfterMs = 60_000;
const everyMs = 3_600_000;
/** Disks that can have SMART; the name becomes part of a path. Virtual and stacked devices have none. */
const askable = /^(?:sd[a-z]{1,3}|hd[a-z]|nvme\d{1,3}n\d{1,3})$/;

export class DiskHealthReader {
  readonly #files: KernelFiles;
  readonly #tool: SmartTool | undefined;
  readonly #health = new Map<string, DiskHealth>();
  readonly #problems = new Map<string, string>();
  #dueMs = firstAfterMs;
  #program: string | undefined;
  #looked = false;
  #asking = false;
  #seen: readonly string[] = [];
  #disks: readonly string[] = [];
  #closed = false;

  /** Without a tool (a recorded machine) nothing is ever asked. */
  constructor(files: KernelFiles, tool: SmartTool | undefined) {
    this.#files = files;
    this.#tool = tool;
  }

  /** Starts what is due. Never waits. */
  advance(elapsedMs: number | null, disks: readonly { readonly name: string }[]): void {
    if (disks.length !== this.#seen.length || disks.some((disk, index) => disk.name !== this.#seen[index])) {
      this.#seen = disks.map((disk) => disk.name);
      this.#disks = this.#seen.filter((name) => askable.test(name));
      this.#forgetGone();
    }
    this.#dueMs -= elapsedMs ?? 0;
    if (this.#tool?.isRoot !== true) return;
    if (!this.#looked) this.#look(this.#tool);
    if (this.#dueMs > 0 || this.#asking) return;
    this.#dueMs = everyMs;
    this.#look(this.#tool);
    const { run } = this.#tool;
    const program = this.#program;
    if (program === undefined) return;
    this.#asking = true;
    const done = (): void => {
      this.#asking = false;
    };
    this.#askAll(this.#disks, (disk) => run(program, ['--json', '-n', 'standby', '-H', '-A', `/dev/${disk}`])).then(done, done);
  }

  of(disk: string): DiskHealth | undefined {
    return this.#health.get(disk);
  }

  absent(): readonly Absent[] {
    if (this.#disks.length === 0) return [];
    if (this.#tool === undefined) return [{ what: 'disks.health', why: 'a recorded machine has no disks to ask' }];
    if (!this.#tool.isRoot) return [{ what: 'disks.health', why: 'only root may ask a disk for its health (SMART)' }];
    if (this.#program === undefined) {
      return [{ what: 'disks.health', why: 'smartctl, which asks a disk for its health, is not installed (package smartmontools)' }];
    }
    const waiting = this.#disks.filter((disk) => !this.#health.has(disk) && !this.#problems.has(disk));
    const problems = [...this.#problems].map(([disk, why]) => ({ what: `disks.health/${disk}`, why }));
    return waiting.length === 0 ? problems : [...problems, { what: 'disks.health', why: 'not asked yet: first a minute after the start' }];
  }

  close(): void {
    this.#closed = true;
  }

  #look(tool: SmartTool): void {
    this.#looked = true;
    this.#program = tool.program();
  }

  async #askAll(disks: readonly string[], ask: (disk: string) => Promise<string>): Promise<void> {
    for (const disk of disks) {
      if (this.#closed) return;
      if (this.#sleeps(disk)) {
        this.#problem(disk, 'the disk is asleep, and asking would wake it');
        continue;
      }
      try {
        this.#take(disk, await ask(disk));
      } catch (error) {
        this.#problem(disk, `smartctl failed: ${error instanceof Error ? error.message.slice(0, 160) : 'no reason given'}`);
      }
    }
  }

  #take(disk: string, output: string): void {
    // Unplugged while it was asked.
    if (!this.#disks.includes(disk)) return;
    const report = parseSmartReport(output);
    switch (report.kind) {
      case 'health':
        this.#health.set(disk, report.health);
        this.#problems.delete(disk);
        return;
      case 'asleep':
        this.#problem(disk, 'the disk was in standby, and was not woken to ask');
        return;
      case 'unreadable':
        this.#health.delete(disk);
        this.#problem(disk, report.why);
        return;
    }
  }

  /** A verdict that was given earlier stays: it is the newest that the disk gave. */
  #problem(disk: string, why: string): void {
    if (this.#disks.includes(disk) && !this.#health.has(disk)) this.#problems.set(disk, why);
  }

  /** smartctl opens the device, and opening resumes one that the kernel suspended. */
  #sleeps(disk: string): boolean {
    const device = this.#files.realPath(`/sys/block/${disk}/device`);
    if (device === undefined) return false;
    return powerFolders(device).some((folder) => {
      const status = this.#files.keep(`${folder}/power/runtime_status`);
      const asleep = isAsleep(this.#files, status);
      status.close();
      return asleep;
    });
  }

  #forgetGone(): void {
    for (const known of [this.#health, this.#problems]) {
      for (const disk of known.keys()) if (!this.#disks.includes(disk)) known.delete(disk);
    }
  }
}
