/** Stored runs: one document each, and one with what the list needs of all of them. */
import { z } from 'zod';
import { printable } from '../../../base/text.ts';
import type { BenchmarkRun } from '../../../contracts/benchmarkResult.ts';
import { AppError } from '../../../contracts/errors.ts';
import type { Log, StampedDocumentStore } from '../../../services/ports.ts';
import { digestOf, type RunDigest, runDigest } from '../model/digest.ts';
import { readStoredRun } from './storedRun.ts';

export interface StoreProblem {
  readonly file: string;
  readonly problem: string;
}

export interface RunStore {
  /** Newest first. What cannot be read is a problem and takes nothing else with it. */
  list(): { readonly runs: readonly RunDigest[]; readonly problems: readonly StoreProblem[] };
  /** @throws AppError benchmark.notFound, benchmark.invalid for a damaged one */
  get(id: string): BenchmarkRun;
  has(id: string): boolean;
  put(run: BenchmarkRun): void;
  /** Also removes one that cannot be read. @throws AppError benchmark.notFound */
  remove(id: string): void;
  /** Small texts beside the runs, for example which one is the reference. */
  readonly notes: { read(name: NoteName): string | undefined; write(name: NoteName, text: string | null): void };
}

/** No run has such a name: ids of runs begin with run or import. */
export type NoteName = 'reference' | 'owner';

/** Starts like every run's name, so that runs and nothing else are listed. */
const runName = /^((?:run|import)-[A-Za-z0-9_-]{1,70})\.json$/;

/** A copy of what the list needs, beside the run: `<id>.digest`. Raise the version when a digest is made in another way. */
const digestVersion = 2;
const found = z.union([z.object({ digest: runDigest }), z.object({ problem: z.string() })]);
const digestFile = z.object({ version: z.literal(digestVersion), stamp: z.string(), found });
type Found = z.infer<typeof found>;

interface Known {
  readonly stamp: string;
  readonly found: Found;
}

export function createRunStore(documents: StampedDocumentStore, log: Log): RunStore {
  let known: ReadonlyMap<string, Known> = new Map();

  function refreshed(): ReadonlyMap<string, Known> {
    const now = new Map<string, Known>();
    for (const name of documents.list().filter((one) => runName.test(one))) {
      const stamp = documents.stamp(name);
      if (stamp === undefined) continue;
      const kept = known.get(name);
      now.set(name, kept?.stamp === stamp ? kept : { stamp, found: lookedUp(name, stamp) });
    }
    known = now;
    return now;
  }

  function lookedUp(name: string, stamp: string): Found {
    const kept = readDigest(documents, name, stamp);
    if (kept !== undefined) return kept;
    const fresh = lookAt(documents, name);
    keepDigest(idOf(name), stamp, fresh);
    return fresh;
  }

  function keepDigest(id: string, stamp: string, fresh: Found): void {
    try {
      documents.write(digestNameOf(id), `${JSON.stringify({ version: digestVersion, stamp, found: fresh })}\n`);
    } catch (error) {
      // The list is right without it, and slower after the next start.
      log.error('the digest of a benchmark run was not kept', error);
    }
  }

  return {
    list() {
      const all = [...refreshed()];
      const runs = all.flatMap(([, { found }]) => ('digest' in found ? [found.digest] : []));
      const problems = all.flatMap(([file, { found }]) => ('problem' in found ? [{ file, problem: found.problem }] : []));
      return { runs: runs.sort(newestFirst), problems };
    },
    get(id) {
      const text = nameFits(id) ? documents.read(nameOf(id)) : undefined;
      if (text === undefined) throw notFound(id);
      const stored = readStoredRun(text, id);
      if (stored.ok) return stored.run;
      throw new AppError('benchmark.invalid', `The stored run ${id} cannot be read: ${stored.problem}`, {
        details: { issues: [{ field: nameOf(id), problem: stored.problem }] },
      });
    },
    has: (id) => nameFits(id) && documents.stamp(nameOf(id)) !== undefined,
    put(run) {
      if (!nameFits(run.id)) throw new Error(`${run.id} is no id of a run`);
      documents.write(nameOf(run.id), `${JSON.stringify(run)}\n`);
      const stamp = documents.stamp(nameOf(run.id));
      if (stamp !== undefined) keepDigest(run.id, stamp, { digest: digestOf(run) });
    },
    remove(id) {
      if (!nameFits(id) || documents.stamp(nameOf(id)) === undefined) throw notFound(id);
      documents.remove(nameOf(id));
      documents.remove(digestNameOf(id));
    },
    notes: {
      read: (name) => documents.read(name),
      write(name, text) {
        if (text === null) documents.remove(name);
        else documents.write(name, text);
      },
    },
  };
}

/** By time and not by name: an imported run is older than its file. */
function newestFirst(a: RunDigest, b: RunDigest): number {
  return Date.parse(b.startedAt) - Date.parse(a.startedAt) || b.id.localeCompare(a.id);
}

function lookAt(documents: StampedDocumentStore, name: string): Found {
  try {
    const text = documents.read(name);
    const stored = text === undefined ? ({ ok: false, problem: 'it is gone' } as const) : readStoredRun(text, idOf(name));
    return stored.ok ? { digest: digestOf(stored.run) } : { problem: stored.problem };
  } catch (error) {
    return { problem: printable(error instanceof Error ? error.message : String(error)).slice(0, 500) };
  }
}

/** undefined when there is none that fits: then it is made anew from the run. */
function readDigest(documents: StampedDocumentStore, name: string, stamp: string): Found | undefined {
  try {
    const parsed = digestFile.safeParse(JSON.parse(documents.read(digestNameOf(idOf(name))) ?? 'null'));
    return parsed.success && parsed.data.stamp === stamp ? parsed.data.found : undefined;
  } catch {
    return undefined; // damaged; nothing is lost with a copy
  }
}

function nameOf(id: string): string {
  return `${id}.json`;
}

function digestNameOf(id: string): string {
  return `${id}.digest`;
}

function idOf(name: string): string {
  return name.slice(0, -'.json'.length);
}

function nameFits(id: string): boolean {
  return runName.test(nameOf(id));
}

function notFound(id: string): AppError {
  return new AppError('benchmark.notFound', `There is no run ${printable(id).slice(0, 80)}.`, { details: { id: id.slice(0, 80) } });
}
