/**
 * Owns the file: opens it, has finished minutes (stepWriter.ts) and finished
 * blocks (blockWriter.ts) brought to it, and keeps it within its limits. A disk that is full or gone
 * costs history and nothing else: the problem is said, and each minute it is tried again.
 */
import type Database from 'better-sqlite3';
import { BlockWriter } from './blockWriter.ts';
import {
  historyFile,
  historyFileBytes,
  inodeOf,
  isDamage,
  isFull,
  messageOf,
  type OpenDatabase,
  openHistoryFile,
  openSqlite,
  removeHistoryFile,
} from './file.ts';
import { loadPending } from './loadPending.ts';
import type { HistoryMemory } from './memory.ts';
import { bytesForFile, type Limits, oneStepOfPruning } from './prune.ts';
import type { Series } from './seriesRegistry.ts';
import { StepWriter } from './stepWriter.ts';
import { HistoryStore } from './store.ts';

export interface KeeperOptions {
  /** null: nothing is written, because the figures are not of this machine. */
  readonly folder: string | null;
  readonly maxBytes: () => number;
  readonly memory: HistoryMemory;
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  readonly complain: (text: string) => void;
  readonly openDatabase?: OpenDatabase;
}

const retryMs = 60_000;
/** A clock that was set is not believed at once: with a wrong one everything would look too old to keep. */
const steadyMs = 10 * 60_000;
const jumpMs = 60_000;

export class Keeper {
  readonly #options: KeeperOptions;
  readonly #memory: HistoryMemory;
  readonly #steps: StepWriter;
  readonly #blocks: BlockWriter;
  #store: HistoryStore | undefined;
  #inode = 0;
  #failing: string | null = null;
  /** Said until the history is cleared: what happened to an earlier file. */
  #note: string | null = null;
  /** Found while the file was used: it is to be set aside. */
  #damage: string | null = null;
  #triedMs = Number.NEGATIVE_INFINITY;
  #pruneDue = true;
  #clockOffsetMs = Number.NaN;
  #steadySinceMs = Number.NEGATIVE_INFINITY;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#memory = options.memory;
    this.#steps = new StepWriter(options.memory);
    this.#blocks = new BlockWriter(options.memory);
  }

  get isWriting(): boolean {
    return this.#store !== undefined && this.#failing === null;
  }

  get problem(): string | null {
    if (this.#options.folder === null) return 'figures of a recorded machine are kept in memory only';
    return this.#failing ?? this.#note;
  }

  /** null while everything is in memory only. */
  get file(): string | null {
    return this.#store === undefined || this.#options.folder === null ? null : historyFile(this.#options.folder);
  }

  get diskBytes(): number {
    return this.#options.folder === null ? 0 : historyFileBytes(this.#options.folder);
  }

  /** Opens the file unless it is open, or was tried within the last minute. */
  open(): void {
    const { folder, monotonicMs } = this.#options;
    if (folder === null || this.#store !== undefined || monotonicMs() - this.#triedMs < retryMs) return;
    this.#triedMs = monotonicMs();
    this.#open(folder);
  }

  /** Runs `look` on the file; undefined when there is none, or when it cannot be read. */
  read<T>(look: (store: HistoryStore) => T): T | undefined {
    if (this.#store === undefined) return undefined;
    try {
      return look(this.#store);
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  /** To be called when a minute was finished. */
  minuteFinished(): void {
    this.#reopenWhenGone();
    this.open();
    this.#pruneDue = true;
    this.flush();
  }

  /** A small part of what is left to do; to be called once per frame. */
  work(): void {
    const { nowMs, monotonicMs } = this.#options;
    const offsetMs = nowMs() - monotonicMs();
    if (Math.abs(offsetMs - this.#clockOffsetMs) > jumpMs) this.#steadySinceMs = monotonicMs();
    this.#clockOffsetMs = offsetMs;
    if (this.#store === undefined) return;
    try {
      if (this.#failing === null && this.#finishBlocks(this.#store)) return;
      if (this.#pruneDue) this.#pruneDue = oneStepOfPruning(this.#store, this.#memory, this.#limits());
    } catch (error) {
      this.#pruneDue = false;
      this.#fail(error);
    }
  }

  /** Writes every step that changed. */
  flush(): void {
    const store = this.#store;
    if (store === undefined) return;
    try {
      store.limitFile(bytesForFile(this.#options.maxBytes()));
      this.#steps.write(store);
      this.#failing = null;
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Writes what an evicted series has in blocks that are not finished. */
  evict(slot: number, series: Series): void {
    if (this.#store === undefined || this.#failing !== null) return;
    try {
      this.#blocks.evict(this.#store, slot, series);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Removes the file and begins a new one. The memory must be empty already. */
  clear(): void {
    this.#blocks.beginAgain();
    const store = this.#store;
    const { folder } = this.#options;
    if (store === undefined || folder === null) return;
    this.#store = undefined;
    this.#note = null;
    try {
      removeHistoryFile(folder, () => {
        store.close();
      });
    } catch (error) {
      this.#fail(error);
    }
    this.#open(folder);
  }

  close(): void {
    if (this.#store === undefined) return;
    this.#memory.finishMinute();
    this.flush();
    this.#closeStore();
  }

  #open(folder: string): void {
    const opened = openHistoryFile(folder, this.#options.openDatabase ?? openSqlite, this.#damage);
    if (opened.kind === 'failed') {
      this.#say(opened.problem);
      return;
    }
    this.#failing = null;
    this.#damage = null;
    if (opened.note !== null) {
      this.#note = opened.note;
      this.#options.complain(opened.note);
    }
    try {
      const store = storeOn(opened.database);
      this.#store = store;
      this.#inode = opened.inode;
      for (const [, series] of this.#memory.series.entries()) series.fileNumber = 0;
      for (const { open, closed } of this.#memory.tiers) {
        open?.markUnsaved();
        for (const block of closed) block.markUnsaved();
      }
      loadPending(store, this.#memory, this.#options.monotonicMs(), (memory, block) => {
        if (block.unsaved.size > 0) this.flush();
        this.#blocks.writeNow(store, memory, block);
      });
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Somebody deleted or replaced the file: what SQLite still writes would be gone with the process. */
  #reopenWhenGone(): void {
    const { folder } = this.#options;
    if (folder === null || this.#store === undefined || inodeOf(folder) === this.#inode) return;
    this.#closeStore();
    this.#triedMs = Number.NEGATIVE_INFINITY;
  }

  #closeStore(): void {
    const store = this.#store;
    this.#store = undefined;
    this.#blocks.beginAgain();
    try {
      store?.close();
    } catch (error) {
      this.#say(messageOf(error));
    }
  }

  #limits(): Limits {
    const isSteady = this.#options.monotonicMs() - this.#steadySinceMs >= steadyMs;
    return { maxBytes: bytesForFile(this.#options.maxBytes()), nowMs: isSteady ? this.#options.nowMs() : null };
  }

  /** A part of the block that is due. False when there is none. */
  #finishBlocks(store: HistoryStore): boolean {
    const { due } = this.#blocks;
    if (due !== undefined && due.unsaved.size > 0) this.flush();
    if (this.#failing !== null) return false;
    if (this.#blocks.slice(store)) this.#pruneDue = true;
    return due !== undefined;
  }

  #fail(error: unknown): void {
    const { folder, maxBytes } = this.#options;
    this.#blocks.beginAgain();
    if (isDamage(error)) {
      // Set aside when it is opened again, at the end of this minute.
      this.#damage = messageOf(error);
      this.#closeStore();
      this.#triedMs = Number.NEGATIVE_INFINITY;
    }
    const atLimit = isFull(error) && this.#isAtLimit();
    if (atLimit)
      this.#say(`${String(Math.round(maxBytes() / 1024 / 1024))} MB, the limit of the settings, is too little for what is measured`);
    else if (isFull(error)) this.#say(`the disk of ${folder ?? ''} is full`);
    else this.#say(`history.db cannot be written: ${messageOf(error)}`);
  }

  #isAtLimit(): boolean {
    try {
      const { fileBytes } = this.#store?.size() ?? { fileBytes: 0 };
      return fileBytes >= bytesForFile(this.#options.maxBytes()) - 64 * 4096;
    } catch {
      return false; // a file that cannot even be asked: then it is the disk
    }
  }

  #say(problem: string): void {
    if (problem !== this.#failing) this.#options.complain(`history is not written: ${problem}`);
    this.#failing = problem;
  }
}

function storeOn(database: Database.Database): HistoryStore {
  try {
    return new HistoryStore(database);
  } catch (error) {
    database.close();
    throw error;
  }
}
