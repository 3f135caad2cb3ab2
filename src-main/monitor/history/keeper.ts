/**
 * Brings what is in memory to the file: each finished minute at once, each
 * finished block as one compressed row per series. A disk that is full or gone
 * costs history and nothing else: the problem is said, and each minute it is tried again.
 */
import type Database from 'better-sqlite3';
import { encodeBlock, encodeRow, newStepRow, rowBytes } from './codec.ts';
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
import type { HistoryMemory, TierMemory } from './memory.ts';
import { bytesForFile, type Limits, oneStepOfPruning } from './prune.ts';
import type { Series } from './seriesRegistry.ts';
import type { StepBlock } from './stepBlock.ts';
import { HistoryStore } from './store.ts';
import { minutesPerQuarter, minuteTier, type StoredTier } from './tiers.ts';

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

/** A block that is being turned into rows, some series at a time. */
interface Sealing {
  readonly memory: TierMemory;
  readonly block: StepBlock;
  /** Its number when it was begun: a block that is done becomes another one. */
  readonly number: number;
  readonly encoded: Map<number, Buffer>;
  nextSlot: number;
}

const slotsPerTick = 48;
const retryMs = 60_000;
/** A clock that was set is not believed at once: with a wrong one everything would look too old to keep. */
const steadyMs = 10 * 60_000;
const jumpMs = 60_000;

export class Keeper {
  readonly #options: KeeperOptions;
  readonly #memory: HistoryMemory;
  #store: HistoryStore | undefined;
  #inode = 0;
  #sealing: Sealing | undefined;
  #failing: string | null = null;
  /** Said until the history is cleared: what happened to an earlier file. */
  #note: string | null = null;
  /** Found while the file was used: it is to be set aside. */
  #damage: string | null = null;
  #triedMs = Number.NEGATIVE_INFINITY;
  #scratch = new ArrayBuffer(0);
  #pruneDue = true;
  #clockOffsetMs = Number.NaN;
  #steadySinceMs = Number.NEGATIVE_INFINITY;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#memory = options.memory;
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
      if (this.#failing === null && this.#seal(this.#store)) return;
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
    const named: Series[] = [];
    try {
      store.limitFile(bytesForFile(this.#options.maxBytes()));
      store.transaction(() => {
        for (const { tier, open, closed } of this.#memory.tiers) {
          for (const block of open === undefined ? closed : [...closed, open]) this.#writeSteps(store, tier, block, named);
        }
        const quarter = this.#memory.quarter.step ?? 0;
        store.markCounted(minuteTier, quarter * minutesPerQuarter, (quarter + 1) * minutesPerQuarter);
      });
      for (const { open, closed } of this.#memory.tiers) {
        open?.unsaved.clear();
        for (const block of closed) block.unsaved.clear();
      }
      this.#failing = null;
    } catch (error) {
      // What the file numbered in a transaction that did not happen has no number.
      for (const series of named) series.fileNumber = 0;
      this.#fail(error);
    }
  }

  /** Writes what an evicted series has in blocks that are not finished. */
  evict(slot: number, series: Series): void {
    this.#sealing?.encoded.delete(slot);
    const store = this.#store;
    if (store === undefined || this.#failing !== null) return;
    try {
      for (const { tier, open, closed } of this.#memory.tiers) {
        for (const block of open === undefined ? closed : [...closed, open]) {
          const columns = block.columns(slot);
          if (columns === undefined) continue;
          store.transaction(() => {
            store.mergeBlock(tier, block.number, store.seriesNumber(series.id, series.firstAt, series.lastAt), encodeBlock(columns));
          });
          store.noteBlock(tier, block.number);
        }
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Removes the file and begins a new one. The memory must be empty already. */
  clear(): void {
    this.#sealing = undefined;
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
        this.#sealNow(store, memory, block);
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
    this.#sealing = undefined;
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

  #writeSteps(store: HistoryStore, tier: StoredTier, block: StepBlock, named: Series[]): void {
    const current = this.#memory.quarter.step;
    for (const within of block.unsaved) {
      const step = block.firstStep + within;
      let length = 0;
      block.visitStep(within, () => {
        length += 1;
      });
      const row = newStepRow(length, this.#rowBuffer(length));
      let at = 0;
      block.visitStep(within, (slot, count, min, mean, max) => {
        row.numbers[at] = this.#fileNumber(store, slot, named);
        row.counts[at] = count;
        row.min[at] = min;
        row.mean[at] = mean;
        row.max[at] = max;
        at += 1;
      });
      const counted = tier !== minuteTier || Math.floor(step / minutesPerQuarter) !== current;
      if (length > 0) store.writePending(tier, step, counted, encodeRow(row));
    }
  }

  /** The same memory for each row. */
  #rowBuffer(length: number): ArrayBuffer {
    const bytes = rowBytes(length);
    if (this.#scratch.byteLength < bytes) this.#scratch = new ArrayBuffer(bytes * 2);
    return this.#scratch;
  }

  #fileNumber(store: HistoryStore, slot: number, named: Series[]): number {
    const series = this.#memory.series.at(slot);
    if (series === undefined) throw new Error('a step has a series that does not exist');
    if (series.fileNumber === 0) {
      series.fileNumber = store.seriesNumber(series.id, series.firstAt, series.lastAt);
      named.push(series);
    }
    return series.fileNumber;
  }

  /** Encodes some series of the oldest finished block, or writes it when all are encoded. False when there is nothing to do. */
  #seal(store: HistoryStore): boolean {
    const memory = this.#memory.tiers.find(({ closed }) => closed.length > 0);
    const block = memory?.closed[0];
    if (memory === undefined || block === undefined) {
      // A block that was opened again meanwhile is encoded anew when it is finished.
      this.#sealing = undefined;
      return false;
    }
    if (block.unsaved.size > 0) this.flush();
    if (this.#failing !== null) return false;
    if (this.#sealing?.block !== block || this.#sealing.number !== block.number)
      this.#sealing = { memory, block, number: block.number, encoded: new Map(), nextSlot: 0 };
    const { encoded, nextSlot } = this.#sealing;
    const end = Math.min(block.slots, nextSlot + slotsPerTick);
    for (let slot = nextSlot; slot < end; slot += 1) {
      const columns = block.columns(slot);
      if (columns !== undefined) encoded.set(slot, encodeBlock(columns));
    }
    this.#sealing.nextSlot = end;
    if (end === block.slots) this.#commit(store, this.#sealing);
    return true;
  }

  #sealNow(store: HistoryStore, memory: TierMemory, block: StepBlock): void {
    const encoded = new Map<number, Buffer>();
    for (let slot = 0; slot < block.slots; slot += 1) {
      const columns = block.columns(slot);
      if (columns !== undefined) encoded.set(slot, encodeBlock(columns));
    }
    if (block.unsaved.size > 0) this.flush();
    this.#commit(store, { memory, block, number: block.number, encoded, nextSlot: block.slots });
  }

  /** All rows of the block, and away with its minutes, in one transaction: a crash leaves the one or the other. */
  #commit(store: HistoryStore, { memory, block, encoded }: Sealing): void {
    const named: Series[] = [];
    try {
      store.transaction(() => {
        for (const [slot, data] of encoded) {
          const number = this.#fileNumber(store, slot, named);
          store.mergeBlock(memory.tier, block.number, number, data);
          const series = this.#memory.series.at(slot);
          if (series !== undefined) store.markSeen(number, series.firstAt, series.lastAt);
        }
        store.dropPending(memory.tier, block.firstStep, block.firstStep + memory.tier.blockSteps);
      });
    } catch (error) {
      for (const series of named) series.fileNumber = 0;
      throw error;
    }
    this.#sealing = undefined;
    this.#pruneDue = true;
    store.noteBlock(memory.tier, block.number);
    const at = memory.closed.indexOf(block);
    if (at === -1) return;
    memory.closed.splice(at, 1);
    memory.spare = block;
  }

  #fail(error: unknown): void {
    const { folder, maxBytes } = this.#options;
    this.#sealing = undefined;
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
