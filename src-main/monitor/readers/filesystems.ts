/**
 * How full file systems are. statfs(2) waits for ever on a server that is gone,
 * so it is called off the sampler's path: one call under way at most for each
 * mount, and so few at once that libuv's four threads are never all waiting.
 */
import type { MonitorFrame } from '../../contracts/monitor.ts';
import type { KeptFile, KernelFiles } from '../kernelFiles.ts';
import { type Mount, parseMountinfo, parseMounts } from './mounts.ts';
import { type Absent, Pace, percentOf, type Reader } from './reader.ts';

type FilesystemSample = MonitorFrame['filesystems'][number];

/** What statfs(2) gives; `frsize` is the unit of the blocks, and missing where the runtime is too old to tell. */
export interface StatfsAnswer {
  readonly bsize: number;
  readonly frsize?: number;
  readonly blocks: number;
  readonly bfree: number;
  readonly bavail: number;
  readonly files: number;
  readonly ffree: number;
}
export type Statfs = (path: string) => Promise<StatfsAnswer>;

/** Beyond what statfs(2) could count: such an answer is no answer. */
const maxBytes = 2 ** 96;
/** Blocks and file entries are 64-bit numbers there. */
const maxCount = 2 ** 64;

const measureEveryMs = 10_000;
/** Three measurements missed: what was known is no longer shown. */
const freshMs = 30_000;
/** Two that never answer for remote ones and one for local ones leave a thread for the rest of the program. */
const maxWaiting = { remote: 2, local: 1 } as const;

interface Entry {
  mount: Mount;
  sample: FilesystemSample | undefined;
  measuredMs: number;
  /** When the call under way began. */
  waitingSinceMs: number | undefined;
  problem: string | undefined;
}

/** Pure: figures of one file system; undefined for one that has no blocks, which is no storage. */
export function filesystemSampleOf(mount: Mount, answer: StatfsAnswer): FilesystemSample | undefined {
  const { blocks, bfree, bavail, files, ffree } = answer;
  const unit = answer.frsize === undefined || answer.frsize <= 0 ? answer.bsize : answer.frsize;
  if (!(blocks > 0 && blocks <= maxCount && unit > 0 && bfree >= 0 && bfree <= blocks && blocks * unit < maxBytes)) return undefined;
  const used = blocks - bfree;
  // Some file systems, once over-full, give a negative number here, which arrives as a huge one.
  const available = bavail >= 0 && bavail <= blocks ? bavail : 0;
  return {
    mountPoint: mount.mountPoint,
    device: mount.device,
    type: mount.type,
    totalBytes: blocks * unit,
    usedBytes: used * unit,
    availableBytes: available * unit,
    usedPercent: used + available > 0 ? percentOf(used, used + available) : null,
    inodesUsedPercent: files > 0 && files <= maxCount && ffree >= 0 && ffree <= files ? percentOf(files - ffree, files) : null,
    readOnly: mount.readOnly,
  };
}

export class FilesystemReader implements Reader<readonly FilesystemSample[]> {
  readonly #files: KernelFiles;
  readonly #statfs: Statfs | undefined;
  readonly #mountinfo: KeptFile;
  readonly #mounts: KeptFile;
  readonly #pace = new Pace(measureEveryMs);
  /** By path. A mount that went while its call hangs stays here until the call ends, so that no second one is made. */
  readonly #entries = new Map<string, Entry>();
  #mounted: readonly Entry[] = [];
  #queue: Entry[] = [];
  #waiting = { remote: 0, local: 0 };
  #clockMs = 0;
  #closed = false;

  /** Without statfs (a recorded machine, whose folders are not ours) there are no figures. */
  constructor(files: KernelFiles, statfs: Statfs | undefined) {
    this.#files = files;
    this.#statfs = statfs;
    this.#mountinfo = files.keep('/proc/self/mountinfo');
    this.#mounts = files.keep('/proc/self/mounts');
  }

  sample(elapsedMs: number | null): readonly FilesystemSample[] {
    this.#clockMs += elapsedMs ?? 0;
    if (this.#pace.due(elapsedMs)) {
      this.#readMounts();
      // In the order of their age, so that where calls hang everybody else still gets a turn.
      this.#queue = this.#mounted.filter((entry) => entry.waitingSinceMs === undefined).sort((a, b) => a.measuredMs - b.measuredMs);
      this.#callNext();
    }
    return this.#mounted.flatMap((entry) => (this.#isFresh(entry) ? (entry.sample ?? []) : []));
  }

  absent(): readonly Absent[] {
    if (this.#mountinfo.problem !== undefined && this.#mounts.problem !== undefined) {
      return [{ what: 'filesystems', why: 'the list of mounted file systems cannot be read' }];
    }
    if (this.#statfs === undefined) return [{ what: 'filesystems', why: 'a recorded machine does not tell how full its file systems are' }];
    return this.#mounted.flatMap((entry) => {
      const why = this.#whyMissing(entry);
      return why === undefined ? [] : [{ what: `filesystems.${entry.mount.mountPoint}`, why }];
    });
  }

  /** True while a call has not returned, which may be for ever. */
  get waiting(): boolean {
    return this.#waiting.remote + this.#waiting.local > 0;
  }

  close(): void {
    this.#closed = true;
    this.#queue = [];
    this.#mountinfo.close();
    this.#mounts.close();
  }

  #isFresh(entry: Entry): boolean {
    return entry.sample !== undefined && this.#clockMs - entry.measuredMs <= freshMs;
  }

  #whyMissing(entry: Entry): string | undefined {
    if (this.#isFresh(entry)) return undefined;
    if (entry.problem !== undefined) return entry.problem;
    if (entry.waitingSinceMs === undefined) {
      return this.#queue.includes(entry) ? 'not measured while others of its kind do not answer' : 'not measured yet';
    }
    const seconds = Math.round((this.#clockMs - entry.waitingSinceMs) / 1000);
    return seconds === 0 ? 'being measured for the first time' : `does not answer; asked ${String(seconds)} s ago`;
  }

  #readMounts(): void {
    const infoLength = this.#mountinfo.read();
    const length = infoLength ?? this.#mounts.read();
    const text = length === undefined ? '' : this.#files.buffer.toString('utf8', 0, length);
    const mounts = infoLength === undefined ? parseMounts(text) : parseMountinfo(text);
    this.#mounted = mounts.map((mount) => this.#entryOf(mount));
    const present = new Set(this.#mounted);
    for (const [path, entry] of this.#entries) {
      if (!present.has(entry) && entry.waitingSinceMs === undefined) this.#entries.delete(path);
    }
  }

  #entryOf(mount: Mount): Entry {
    const known = this.#entries.get(mount.path);
    if (known !== undefined) {
      // Something else is mounted there now.
      if (known.mount.device !== mount.device || known.mount.type !== mount.type) known.sample = undefined;
      known.mount = mount;
      return known;
    }
    const entry: Entry = { mount, sample: undefined, measuredMs: 0, waitingSinceMs: undefined, problem: undefined };
    this.#entries.set(mount.path, entry);
    return entry;
  }

  #callNext(): void {
    const statfs = this.#statfs;
    if (statfs === undefined || this.#closed) return;
    for (const entry of [...this.#queue]) {
      const kind = entry.mount.remote ? 'remote' : 'local';
      if (this.#waiting[kind] >= maxWaiting[kind]) continue;
      this.#queue.splice(this.#queue.indexOf(entry), 1);
      this.#waiting[kind] += 1;
      const done = (): void => {
        this.#waiting[kind] -= 1;
        this.#callNext();
      };
      this.#measure(entry, statfs).then(done, done);
    }
  }

  async #measure(entry: Entry, statfs: Statfs): Promise<void> {
    const { mount } = entry;
    entry.waitingSinceMs = this.#clockMs;
    try {
      const answer = await statfs(mount.path);
      // Remounted meanwhile: the answer may be of what was there before.
      entry.sample = entry.mount.device === mount.device ? filesystemSampleOf(entry.mount, answer) : undefined;
      entry.problem = entry.sample === undefined ? 'it tells no size' : undefined;
    } catch (error) {
      entry.sample = undefined;
      entry.problem = `cannot be measured (${codeOf(error)})`;
    }
    entry.measuredMs = this.#clockMs;
    entry.waitingSinceMs = undefined;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown reason';
}
