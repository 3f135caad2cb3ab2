/**
 * What was done to the machine and how to take it back: SQLite with
 * synchronous=FULL, for root alone, because a reader could hold a lock on it.
 * Others read a copy that is replaced whole after each change
 * (docs/adr/0002-plan-and-journal.md). One transaction per transition.
 */
import { accessSync, chmodSync, constants, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { printable } from '../../src-main/base/text.ts';
import { AppError } from '../../src-main/contracts/errors.ts';
import type { RiskClass } from '../../src-main/contracts/operations.ts';
import { riskClass } from '../../src-main/contracts/operations.ts';
import type { Plan, PlanRecord, PlanState, StepState } from '../../src-main/contracts/plan.ts';
import { plan as planSchema, planState, stepState, trialPlanPrefix } from '../../src-main/contracts/plan.ts';
import { auditKeptRows, migrations } from './journalSchema.ts';
import { bound } from './operations/index.ts';
import { refuseForeign } from './ownFiles.ts';
import { problemText } from './problem.ts';

interface PlanRow {
  readonly seq: number;
  readonly id: string;
  readonly document: string;
  readonly state: string;
  readonly risk: string;
  readonly applied_at: string | null;
  readonly undone_at: string | null;
  readonly undone_because: string | null;
  readonly confirm_by: string | null;
  readonly confirm_seconds: number | null;
  readonly uid: number | null;
  readonly boot_id: string;
  readonly counted_boot_id: string | null;
  readonly boots: number;
  readonly undo_scope: string | null;
}

interface StepRow {
  readonly position: number;
  readonly target: string;
  readonly state: string;
  readonly prior: string | null;
  readonly prior_text: string | null;
  readonly undo_started: number;
  readonly boot_id: string | null;
  readonly problem: string | null;
}

/** A step as the journal holds it. */
export interface JournalStep {
  readonly position: number;
  readonly state: StepState;
  readonly target: string;
  /** JSON of the kind's own prior; null until it was captured. */
  readonly prior: string | null;
  readonly priorText: string | null;
  /** True from before the first write of an undo until it is done. */
  readonly undoStarted: boolean;
  /** The boot in which it was captured. */
  readonly bootId: string | null;
  readonly problem: string | null;
}

export interface JournalPlan {
  readonly sequence: number;
  readonly plan: Plan;
  readonly state: PlanState;
  readonly risk: RiskClass;
  readonly appliedAt: string | null;
  readonly undoneAt: string | null;
  readonly undoneBecause: string | null;
  readonly confirmBy: string | null;
  readonly confirmSeconds: number | null;
  readonly uid: number | null;
  readonly bootId: string;
  readonly countedBootId: string | null;
  readonly boots: number;
  readonly undoScope: UndoScope | null;
  readonly steps: readonly JournalStep[];
}

/** What an undo that is under way was asked to do, so that recovery can go on with it. */
export interface UndoScope {
  readonly knobId: string | null;
  readonly force: boolean;
  readonly because: string;
}

export interface AuditEntry {
  readonly verb: string;
  readonly uid: number | null;
  readonly planId?: string | null;
  readonly subject?: string | null;
  readonly oldValue?: string | null;
  readonly newValue?: string | null;
  readonly outcome: string;
}

type PlanChange = Partial<{
  state: PlanState;
  applied_at: string | null;
  undone_at: string | null;
  undone_because: string | null;
  confirm_by: string | null;
  counted_boot_id: string | null;
  boots: number;
  undo_scope: string | null;
}>;

type StepChange = Partial<{
  state: StepState;
  prior: string | null;
  prior_text: string | null;
  undo_started: number;
  boot_id: string | null;
  problem: string | null;
}>;

export class Journal {
  readonly #database: Database.Database;
  readonly path: string;

  constructor(database: Database.Database, file: string) {
    this.#database = database;
    this.path = file;
  }

  /** Everything inside happens in one durable transaction. */
  transaction<T>(work: () => T): T {
    return this.#database.transaction(work).immediate();
  }

  insertPlan(entry: { plan: Plan; risk: RiskClass; uid: number | null; bootId: string; confirmSeconds: number | null }): number {
    const { plan } = entry;
    const inserted = this.#database
      .prepare('INSERT INTO plan (id, document, state, risk, uid, boot_id, confirm_seconds) VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(plan.id, JSON.stringify(plan), 'applying', entry.risk, entry.uid, entry.bootId, entry.confirmSeconds);
    const sequence = Number(inserted.lastInsertRowid);
    const statement = this.#database.prepare('INSERT INTO step (plan_seq, position, knob_id, target, state) VALUES (?, ?, ?, ?, ?)');
    for (const [position, step] of plan.steps.entries()) {
      statement.run(sequence, position, step.knobId, bound(step.operation).target, 'pending');
    }
    return sequence;
  }

  changePlan(sequence: number, change: PlanChange): void {
    const columns = Object.keys(change);
    this.#database
      .prepare(`UPDATE plan SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE seq = ?`)
      .run(...Object.values(change), sequence);
  }

  changeStep(sequence: number, position: number, change: StepChange): void {
    const columns = Object.keys(change);
    this.#database
      .prepare(`UPDATE step SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE plan_seq = ? AND position = ?`)
      .run(...Object.values(change), sequence, position);
  }

  /** Moves a Plan from one state to another; false when it was not in the first. Safe against another process. */
  swapState(sequence: number, from: PlanState, change: PlanChange): boolean {
    return this.transaction(() => {
      if (this.findBySequence(sequence)?.state !== from) return false;
      this.changePlan(sequence, change);
      return true;
    });
  }

  find(planId: string): JournalPlan | undefined {
    return this.#plans('WHERE id = ?', planId)[0];
  }

  findBySequence(sequence: number): JournalPlan | undefined {
    return this.#plans('WHERE seq = ?', sequence)[0];
  }

  /** Newest first. */
  inState(...states: readonly PlanState[]): readonly JournalPlan[] {
    return this.#plans(`WHERE state IN (${states.map(() => '?').join(', ')}) ORDER BY seq DESC`, ...states);
  }

  /** Newest first, each read when it is asked for; `before` compares with the time the Plan was made. `trials`: also what proofs tried and took back. */
  *history(limit: number, before: string | null, trials = true): Generator<JournalPlan> {
    const conditions = [
      ...(before === null ? [] : [{ text: "json_extract(document, '$.createdAt') < ?", value: before }]),
      // A name must not hide what is in force.
      ...(trials ? [] : [{ text: "NOT (state = 'undone' AND id GLOB ?)", value: `${trialPlanPrefix}*` }]),
    ];
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(({ text }) => text).join(' AND ')}`;
    const select = this.#database.prepare(`SELECT seq FROM plan ${where} ORDER BY seq DESC LIMIT ?`);
    for (const { seq } of select.all(...conditions.map(({ value }) => value), limit) as readonly { readonly seq: number }[]) {
      const entry = this.findBySequence(seq);
      if (entry !== undefined) yield entry;
    }
  }

  /** Titles of later Plans that also changed the target and are still in force. */
  laterPlans(sequence: number, target: string): readonly string[] {
    const rows = this.#database
      .prepare(
        `SELECT json_extract(plan.document, '$.title') AS title FROM step JOIN plan ON plan.seq = step.plan_seq
         WHERE step.target = ? AND step.plan_seq > ? AND step.state = 'applied' ORDER BY plan.seq DESC`,
      )
      .all(target, sequence) as readonly { readonly title: string }[];
    return rows.map((row) => row.title);
  }

  /** Contents that Plans ever installed at a managed path. */
  ownContents(file: string): readonly string[] {
    const rows = this.#database
      .prepare(
        `SELECT json_extract(plan.document, '$.steps[' || step.position || '].operation.content') AS content
         FROM step JOIN plan ON plan.seq = step.plan_seq WHERE step.target = ? AND step.state <> 'pending'`,
      )
      .all(`file:${file}`) as readonly { readonly content: string | null }[];
    return rows.map((row) => row.content).filter((content) => content !== null);
  }

  /** Control characters are removed: a hostile name must not forge a line (CVE-2024-52337 in tuned). */
  audit(entry: AuditEntry, at: string): void {
    const text = (value: string | null | undefined): string | null =>
      value === null || value === undefined ? null : printable(value).slice(0, 500);
    const inserted = this.#database
      .prepare('INSERT INTO audit (at, uid, pid, verb, plan_id, subject, old_value, new_value, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(
        at,
        entry.uid,
        process.pid,
        printable(entry.verb),
        text(entry.planId),
        text(entry.subject),
        text(entry.oldValue),
        text(entry.newValue),
        text(entry.outcome),
      );
    const last = Number(inserted.lastInsertRowid);
    if (last > auditKeptRows) this.#database.prepare('DELETE FROM audit WHERE seq <= ?').run(last - auditKeptRows);
  }

  auditLines(limit: number): readonly Readonly<Record<string, unknown>>[] {
    return this.#database.prepare('SELECT * FROM audit ORDER BY seq DESC LIMIT ?').all(limit) as Readonly<Record<string, unknown>>[];
  }

  /**
   * Replaces the copy that everybody may read. Not synced: after a power cut the next start makes it anew.
   * Throws when the disk is full; the change itself is safe in the journal by then.
   */
  publish(): void {
    if (this.path === memoryPath) return;
    const copy = publishedFile(path.dirname(this.path));
    const temporary = `${copy}.new`;
    rmSync(temporary, { force: true });
    try {
      writeFileSync(temporary, this.#database.serialize(), { flag: 'wx', mode: 0o644 });
      chmodSync(temporary, 0o644);
      renameSync(temporary, copy);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  }

  isIntact(): boolean {
    return this.#database.pragma('integrity_check', { simple: true }) === 'ok';
  }

  close(): void {
    this.#database.close();
  }

  #plans(where: string, ...values: readonly (string | number)[]): readonly JournalPlan[] {
    const rows = this.#database.prepare(`SELECT * FROM plan ${where}`).all(...values) as readonly PlanRow[];
    const steps = this.#database.prepare('SELECT * FROM step WHERE plan_seq = ? ORDER BY position');
    return rows.map((row) => journalPlan(row, steps.all(row.seq) as readonly StepRow[]));
  }
}

function journalPlan(row: PlanRow, steps: readonly StepRow[]): JournalPlan {
  return {
    sequence: row.seq,
    plan: planSchema.parse(JSON.parse(row.document)),
    state: planState.parse(row.state),
    risk: riskClass.parse(row.risk),
    appliedAt: row.applied_at,
    undoneAt: row.undone_at,
    undoneBecause: row.undone_because,
    confirmBy: row.confirm_by,
    confirmSeconds: row.confirm_seconds,
    uid: row.uid,
    bootId: row.boot_id,
    countedBootId: row.counted_boot_id,
    boots: row.boots,
    undoScope: row.undo_scope === null ? null : (JSON.parse(row.undo_scope) as UndoScope),
    steps: steps.map((step) => ({
      position: step.position,
      state: stepState.parse(step.state),
      target: step.target,
      prior: step.prior,
      priorText: step.prior_text,
      undoStarted: step.undo_started === 1,
      bootId: step.boot_id,
      problem: step.problem,
    })),
  };
}

/** The line of the history that clients see. */
export function planRecord(entry: JournalPlan): PlanRecord {
  return {
    planId: entry.plan.id,
    title: entry.plan.title,
    profileId: entry.plan.profileId,
    state: entry.state,
    risk: entry.risk,
    createdAt: entry.plan.createdAt,
    appliedAt: entry.appliedAt,
    undoneAt: entry.undoneAt,
    undoneBecause: entry.undoneBecause,
    confirmBy: entry.confirmBy,
    uid: entry.uid,
    steps: entry.plan.steps.map((step, position) => {
      const found = entry.steps[position];
      return { step, state: found?.state ?? 'pending', prior: found?.priorText ?? null, problem: found?.problem ?? null };
    }),
  };
}

const journalFileName = 'journal.db';
const publishedFileName = 'history.db';
const memoryPath = ':memory:';

function publishedFile(folder: string): string {
  return path.join(folder, publishedFileName);
}

function unreadable(file: string, error: unknown): AppError {
  const message = `the journal ${file} cannot be read (${problemText(error)}); "hecate-executor recover" as root repairs an interrupted write`;
  return new AppError('journal.unreadable', message, { details: { path: file }, cause: error });
}

/** Opens for writing, creating folder and file; only we may read it. Throws AppError journal.unreadable. */
export function openJournal(folder: string): Journal {
  const file = path.join(folder, journalFileName);
  try {
    if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o755 });
    const companions = [`${journalFileName}-journal`, `${journalFileName}-wal`, publishedFileName, 'lock.db'];
    refuseForeign(folder, [journalFileName, ...companions]);
    // Before it is opened: an older release let others read it, and whoever may read may lock.
    if (existsSync(file)) chmodSync(file, 0o600);
    const database = new Database(file, { timeout: 5000 });
    prepare(database);
    chmodSync(folder, 0o755);
    chmodSync(file, 0o600);
    return new Journal(database, file);
  } catch (error) {
    throw unreadable(file, error);
  }
}

function prepare(database: Database.Database): void {
  database.pragma('journal_mode = DELETE');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  const version = Number(database.pragma('user_version', { simple: true }));
  if (version > migrations.length) throw new Error(`it was written by a newer version (${String(version)})`);
  for (const [index, migration] of migrations.entries()) {
    if (index < version) continue;
    database.transaction(() => {
      database.exec(migration);
      database.pragma(`user_version = ${String(index + 1)}`);
    })();
  }
}

/** For tests and for fuzzing: nothing is kept. */
export function openMemoryJournal(): Journal {
  const database = new Database(memoryPath);
  prepare(database);
  return new Journal(database, memoryPath);
}

/** The journal where we may read it, the published copy otherwise; undefined when there is none yet. Throws AppError journal.unreadable. */
export function openJournalForReading(folder: string): Journal | undefined {
  const own = path.join(folder, journalFileName);
  const file = mayRead(own) ? own : publishedFile(folder);
  if (!existsSync(file)) return undefined;
  try {
    const database = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 });
    const version = Number(database.pragma('user_version', { simple: true }));
    if (version === 0) {
      database.close();
      return undefined; // cut off before the first table was made
    }
    return new Journal(database, file);
  } catch (error) {
    throw unreadable(file, error);
  }
}

function mayRead(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false; // not there, or not ours: what follows tells the two apart
  }
}
