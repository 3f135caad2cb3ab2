/** The tables of history.db and every statement on them. Knows nothing of time; throws what SQLite throws. */
import type Database from 'better-sqlite3';
import { decodeBlock, decodeRow, encodeBlock, type StepRow } from './codec.ts';
import { mergeStep, newColumns, type StepColumns, visitColumns } from './columns.ts';
import { maxSeries, type StoredTier, storedTiers } from './tiers.ts';

/** "HecH", so that file(1) and we know it (SQLite file format, section 1.3.14). */
const applicationId = 0x48_65_63_48;
const schemaVersion = 1;

const schema = `
  CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    first_at REAL NOT NULL,
    last_at REAL NOT NULL
  ) STRICT;
  -- key: tier, then step; counted: its figures are in the quarter tier too
  CREATE TABLE pending (key INTEGER PRIMARY KEY, counted INTEGER NOT NULL, data BLOB NOT NULL) STRICT;
  -- key: tier, block, series, so that what gets old together lies together
  CREATE TABLE block (key INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
`;

const pageBytes = 4096;
const stepRange = 2 ** 32;
const seriesRange = 2 ** 24;
const blockRange = 2 ** 21;

export interface StoredSeries {
  readonly id: number;
  readonly name: string;
  readonly firstAt: number;
  readonly lastAt: number;
}

export interface PendingRow {
  readonly step: number;
  readonly counted: boolean;
  readonly row: StepRow;
}

interface PendingKey {
  readonly key: number;
  readonly counted: number;
}

const pendingKey = (tier: StoredTier, step: number): number => tier.number * stepRange + step;
const blockKey = (tier: StoredTier, block: number, series: number): number => (tier.number * blockRange + block) * seriesRange + series;

/** Whether a file is ours to write; one without tables is. Changes nothing. */
export function stateOfFile(database: Database.Database): 'ours' | 'foreign' | 'newer' {
  const value = (pragma: string): number => Number(database.pragma(pragma, { simple: true }));
  if (isEmpty(database)) return 'ours';
  if (value('application_id') !== applicationId) return 'foreign';
  return value('user_version') > schemaVersion ? 'newer' : 'ours';
}

export function createTables(database: Database.Database): void {
  if (!isEmpty(database)) return;
  database.transaction(() => {
    database.exec(schema);
    database.pragma(`application_id = ${String(applicationId)}`);
    database.pragma(`user_version = ${String(schemaVersion)}`);
  })();
}

function isEmpty(database: Database.Database): boolean {
  return database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
}

export class HistoryStore {
  readonly #database: Database.Database;
  /** Numbers of the blocks that the file has, rising. */
  readonly blocks: ReadonlyMap<StoredTier, number[]>;
  readonly #statements: ReturnType<typeof prepareStatements>;
  /** Blocks that could not be decoded. */
  damagedRows = 0;

  constructor(database: Database.Database) {
    this.#database = database;
    this.#statements = prepareStatements(database);
    this.blocks = new Map(storedTiers.map((tier) => [tier, this.#blockNumbers(tier)]));
  }

  transaction(work: () => void): void {
    this.#database.transaction(work).immediate();
  }

  /** Number of a series, new or known. */
  seriesNumber(name: string, firstAt: number, lastAt: number): number {
    return this.#statements.addSeries.get(name, firstAt, lastAt) as number;
  }

  findSeries(name: string): StoredSeries | undefined {
    return this.#statements.findSeries.get(name) as StoredSeries | undefined;
  }

  seriesById(id: number): StoredSeries | undefined {
    return this.#statements.seriesById.get(id) as StoredSeries | undefined;
  }

  /** Those seen last, at most as many as are kept at the same time. */
  seriesList(): readonly StoredSeries[] {
    return this.#statements.listSeries.all(maxSeries) as readonly StoredSeries[];
  }

  markSeen(series: number, firstAt: number, lastAt: number): void {
    this.#statements.markSeen.run(firstAt, lastAt, series);
  }

  /** Forgets series that end before this time; returns their numbers. */
  dropSeriesBefore(atMs: number): readonly number[] {
    return this.#statements.dropSeries.all(atMs) as readonly number[];
  }

  earliestSeriesAt(): number | null {
    return this.#statements.earliest.get() as number | null;
  }

  writePending(tier: StoredTier, step: number, counted: boolean, data: Buffer): void {
    this.#statements.writePending.run(pendingKey(tier, step), Number(counted), data);
  }

  /** All minutes outside these steps are in the quarter tier. */
  markCounted(tier: StoredTier, firstStep: number, endStep: number): void {
    this.#statements.markCounted.run(
      pendingKey(tier, 0),
      pendingKey(tier, stepRange),
      pendingKey(tier, firstStep),
      pendingKey(tier, endStep),
    );
  }

  /** Oldest first. Which of them are counted is as it was at the beginning, also when rows are written meanwhile. */
  *pending(tier: StoredTier): Generator<PendingRow> {
    const rows = this.#statements.pendingKeys.all(pendingKey(tier, 0), pendingKey(tier, stepRange)) as readonly PendingKey[];
    for (const { key, counted } of rows) {
      const data = this.#statements.readPending.get(key) as Buffer | undefined;
      const row = data === undefined ? undefined : decodeRow(data, maxSeries);
      if (row === undefined) this.damagedRows += 1;
      else yield { step: key - pendingKey(tier, 0), counted: counted === 1, row };
    }
  }

  dropPending(tier: StoredTier, firstStep: number, endStep: number): void {
    this.#statements.dropPending.run(pendingKey(tier, firstStep), pendingKey(tier, endStep));
  }

  /** Adds a series' steps to what the file may have of that block already. */
  mergeBlock(tier: StoredTier, block: number, series: number, encoded: Buffer): void {
    const before = this.readBlock(tier, block, series);
    const own = before === undefined ? undefined : decodeBlock(encoded, tier.blockSteps);
    const data = before === undefined || own === undefined ? encoded : encodeBlock(mergeColumns(before, own));
    this.#statements.writeBlock.run(blockKey(tier, block, series), data);
  }

  /** Into `into` where it is given; steps without samples then keep what they had, with a count of 0. */
  readBlock(tier: StoredTier, block: number, series: number, into?: StepColumns): StepColumns | undefined {
    const data = this.#statements.readBlock.get(blockKey(tier, block, series)) as Buffer | undefined;
    if (data === undefined) return undefined;
    const columns = decodeBlock(data, tier.blockSteps, into);
    if (columns === undefined) this.damagedRows += 1;
    return columns;
  }

  /** To be called after `mergeBlock` was committed. */
  noteBlock(tier: StoredTier, block: number): void {
    const numbers = this.blocks.get(tier);
    if (numbers === undefined || numbers.includes(block)) return;
    numbers.push(block);
    numbers.sort((a, b) => a - b);
  }

  dropBlock(tier: StoredTier, block: number): void {
    this.#statements.dropBlock.run(blockKey(tier, block, 0), blockKey(tier, block + 1, 0));
    const numbers = this.blocks.get(tier);
    numbers?.splice(numbers.indexOf(block), 1);
  }

  /** Size of the file and how much of it is in use, in bytes. */
  size(): { readonly fileBytes: number; readonly usedBytes: number } {
    const pages = this.#statements.pageCount.get() as number;
    const free = this.#statements.freePages.get() as number;
    return { fileBytes: pages * pageBytes, usedBytes: (pages - free) * pageBytes };
  }

  limitFile(maxBytes: number): void {
    this.#database.pragma(`max_page_count = ${String(Math.max(16, Math.floor(maxBytes / pageBytes)))}`);
  }

  /** Gives free pages back to the file system. */
  shrink(pages: number): void {
    this.#database.pragma(`incremental_vacuum(${String(pages)})`);
  }

  close(): void {
    this.#database.close();
  }

  #blockNumbers(tier: StoredTier): number[] {
    const numbers: number[] = [];
    const first = blockKey(tier, 0, 0);
    for (let key = first; ; ) {
      const next = this.#statements.nextBlock.get(key, blockKey(tier, blockRange, 0)) as number | null;
      if (next === null) return numbers;
      const number = Math.floor((next - first) / seriesRange);
      numbers.push(number);
      key = blockKey(tier, number + 1, 0);
    }
  }
}

function mergeColumns(a: StepColumns, b: StepColumns): StepColumns {
  const merged = newColumns(a.counts.length);
  for (const columns of [a, b]) {
    visitColumns(columns, 0, columns.counts.length, (step, count, min, mean, max) => {
      mergeStep(merged, step, count, min, mean, max);
    });
  }
  return merged;
}

function prepareStatements(database: Database.Database) {
  const statement = (text: string): Database.Statement => database.prepare(text);
  const value = (text: string): Database.Statement => database.prepare(text).pluck();
  return {
    addSeries: value(
      `INSERT INTO series (name, first_at, last_at) VALUES (?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at) RETURNING id`,
    ),
    findSeries: statement('SELECT id, name, first_at AS firstAt, last_at AS lastAt FROM series WHERE name = ?'),
    seriesById: statement('SELECT id, name, first_at AS firstAt, last_at AS lastAt FROM series WHERE id = ?'),
    listSeries: statement('SELECT id, name, first_at AS firstAt, last_at AS lastAt FROM series ORDER BY last_at DESC, id LIMIT ?'),
    markSeen: statement('UPDATE series SET first_at = min(first_at, ?), last_at = max(last_at, ?) WHERE id = ?'),
    dropSeries: value('DELETE FROM series WHERE last_at < ? RETURNING id'),
    earliest: value('SELECT min(first_at) FROM series'),
    writePending: statement(
      'INSERT INTO pending (key, counted, data) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET counted = excluded.counted, data = excluded.data',
    ),
    markCounted: statement('UPDATE pending SET counted = 1 WHERE counted = 0 AND key >= ? AND key < ? AND NOT (key >= ? AND key < ?)'),
    pendingKeys: statement('SELECT key, counted FROM pending WHERE key >= ? AND key < ? ORDER BY key'),
    readPending: value('SELECT data FROM pending WHERE key = ?'),
    dropPending: statement('DELETE FROM pending WHERE key >= ? AND key < ?'),
    writeBlock: statement('INSERT OR REPLACE INTO block (key, data) VALUES (?, ?)'),
    readBlock: value('SELECT data FROM block WHERE key = ?'),
    dropBlock: statement('DELETE FROM block WHERE key >= ? AND key < ?'),
    nextBlock: value('SELECT min(key) FROM block WHERE key >= ? AND key < ?'),
    pageCount: value('PRAGMA page_count'),
    freePages: value('PRAGMA freelist_count'),
  };
}
