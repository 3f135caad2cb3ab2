/** Turns finished blocks into one compressed row per series, some series at a time, so that nobody waits for it. */
import { encodeBlock } from './codec.ts';
import { numberingTransaction } from './fileNumbers.ts';
import type { HistoryMemory, TierMemory } from './memory.ts';
import type { Series } from './seriesRegistry.ts';
import type { StepBlock } from './stepBlock.ts';
import type { HistoryStore } from './store.ts';

interface Work {
  readonly memory: TierMemory;
  readonly block: StepBlock;
  /** Its number when it was begun: a block that is done becomes another one. */
  readonly number: number;
  readonly encoded: Map<number, Buffer>;
  nextSlot: number;
}

/** One series takes some 0.06 ms; a block must be done within 100 samples, because these may be a minute apart and the next block is finished after 120. */
const leastSlotsPerSlice = 16;
const slicesPerBlock = 100;

export class BlockWriter {
  readonly #memory: HistoryMemory;
  #work: Work | undefined;

  constructor(memory: HistoryMemory) {
    this.#memory = memory;
  }

  /** The oldest finished block; undefined when there is none. */
  get due(): StepBlock | undefined {
    return this.#due()?.closed[0];
  }

  /**
   * Encodes some series of the block that is due, whose steps must all be
   * written, or writes it when all are encoded. True when it is in the file.
   */
  slice(store: HistoryStore): boolean {
    const work = this.#current();
    if (work === undefined) return false;
    const { block, encoded, nextSlot } = work;
    if (nextSlot >= block.slots) {
      this.#commit(store, work);
      return true;
    }
    const end = Math.min(block.slots, nextSlot + Math.max(leastSlotsPerSlice, Math.ceil(block.slots / slicesPerBlock)));
    encodeSlots(block, nextSlot, end, encoded);
    work.nextSlot = end;
    return false;
  }

  /** A whole block at once, for a start that finds more of them than memory has room for. */
  writeNow(store: HistoryStore, memory: TierMemory, block: StepBlock): void {
    const encoded = new Map<number, Buffer>();
    encodeSlots(block, 0, block.slots, encoded);
    this.#commit(store, { memory, block, number: block.number, encoded, nextSlot: block.slots });
  }

  /** Adds what a series that loses its place has in blocks that are not finished to those in the file. */
  evict(store: HistoryStore, slot: number, series: Series): void {
    this.#work?.encoded.delete(slot);
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
  }

  /** What is encoded already may not be what the block has by now. */
  beginAgain(): void {
    this.#work = undefined;
  }

  #due(): TierMemory | undefined {
    return this.#memory.tiers.find(({ closed }) => closed.length > 0);
  }

  #current(): Work | undefined {
    const memory = this.#due();
    const block = memory?.closed[0];
    const work = this.#work;
    if (memory === undefined || block === undefined) this.#work = undefined;
    else if (work?.block !== block || work.number !== block.number)
      this.#work = { memory, block, number: block.number, encoded: new Map(), nextSlot: 0 };
    return this.#work;
  }

  /** All rows of the block, and away with its steps, in one transaction: a crash leaves the one or the other. */
  #commit(store: HistoryStore, { memory, block, encoded }: Work): void {
    numberingTransaction(store, this.#memory.series, (numberOf) => {
      for (const [slot, data] of encoded) {
        const number = numberOf(slot);
        store.mergeBlock(memory.tier, block.number, number, data);
        const series = this.#memory.series.at(slot);
        if (series !== undefined) store.markSeen(number, series.firstAt, series.lastAt);
      }
      store.dropPending(memory.tier, block.firstStep, block.firstStep + memory.tier.blockSteps);
    });
    this.#work = undefined;
    store.noteBlock(memory.tier, block.number);
    const at = memory.closed.indexOf(block);
    if (at === -1) return;
    memory.closed.splice(at, 1);
    memory.spare = block;
  }
}

function encodeSlots(block: StepBlock, first: number, end: number, encoded: Map<number, Buffer>): void {
  for (let slot = first; slot < end; slot += 1) {
    const columns = block.columns(slot);
    if (columns !== undefined) encoded.set(slot, encodeBlock(columns));
  }
}
