/** Stored runs as the engine sees them: also which one is the reference, who measures now, and what was cut off. */
import { printable } from '../../../base/text.ts';
import type { BenchmarkRun } from '../../../contracts/benchmarkResult.ts';
import { AppError } from '../../../contracts/errors.ts';
import type { Host } from '../../../host/port.ts';
import type { Log, StampedDocumentStore } from '../../../services/ports.ts';
import type { RunDigest } from '../model/digest.ts';
import { createRunOwnership } from './owner.ts';
import { createRunStore, type RunStore } from './runStore.ts';

export interface RunArchive {
  /** Newest first. Runs that were cut off are put right first. */
  list(): ReturnType<RunStore['list']>;
  /** null: the newest. @throws AppError benchmark.notFound, benchmark.invalid */
  get(id: string | null): BenchmarkRun;
  newestId(): string | null;
  /** @throws AppError benchmark.notFound when there is no other */
  newestBeside(id: string): string;
  put(run: BenchmarkRun): void;
  /** For a run of our own in which nothing was measured. */
  discard(id: string): void;
  /** @throws AppError benchmark.notFound, usage while it is being measured */
  remove(id: string): void;
  chosenReference(): string | null;
  chooseReference(id: string | null): void;
  /** Nobody else on this machine measures until the answer is called. @throws AppError benchmark.notReady when somebody does */
  claim(runId: string): () => void;
}

const cutOffText = 'The program that measured ended before the run was over; what was measured until then is kept';

export function createRunArchive(documents: StampedDocumentStore, host: Host, log: Log): RunArchive {
  const store = createRunStore(documents, log);
  const ownership = createRunOwnership(host, store.notes);

  function list(): ReturnType<RunStore['list']> {
    const found = store.list();
    const open = found.runs.filter(({ state }) => state === 'running');
    if (open.length === 0) return found;
    const owned = ownership.current()?.runId;
    const cutOff = open.filter(({ id }) => id !== owned);
    for (const { id } of cutOff) endCutOff(id);
    return cutOff.length === 0 ? found : store.list();
  }

  function endCutOff(id: string): void {
    try {
      const run = store.get(id);
      const last = run.tests.at(-1);
      const endedMs = last === undefined ? Date.parse(run.startedAt) : Date.parse(last.startedAt) + last.seconds * 1000;
      store.put({
        ...run,
        state: 'cancelled',
        endedAt: new Date(endedMs).toISOString(),
        marks: [...run.marks, { kind: 'changed', severity: 'warning', text: cutOffText }],
      });
    } catch (error) {
      log.error(`the run ${id}, which was cut off, could not be put right`, error);
    }
  }

  /** A run of this machine before an imported one, whose dates are those of another clock. */
  const newest = (runs: readonly RunDigest[]): RunDigest => {
    const first = runs.find(({ origin }) => origin === 'measured') ?? runs[0];
    if (first !== undefined) return first;
    throw new AppError('benchmark.notFound', 'There is no run yet.', { details: { id: '' } });
  };

  return {
    list,
    get(id) {
      const run = store.get(id ?? newest(list().runs).id);
      if (run.state !== 'running') return run;
      list(); // puts it right when it was cut off
      return store.get(run.id);
    },
    newestId() {
      const { runs } = list();
      return runs.length === 0 ? null : newest(runs).id;
    },
    newestBeside: (id) => newest(list().runs.filter((one) => one.id !== id)).id,
    put: store.put,
    discard(id) {
      if (store.has(id)) store.remove(id);
    },
    remove(id) {
      if (ownership.current()?.runId === id) {
        throw new AppError('usage', `the run ${id} is being measured`, {
          details: { field: 'id', expected: 'a run that has ended; cancel this one first' },
        });
      }
      store.remove(id);
    },
    chosenReference() {
      const id = store.notes.read('reference')?.trim();
      return id === undefined || id === '' ? null : id;
    },
    chooseReference(id) {
      store.notes.write('reference', id === null ? null : `${id}\n`);
    },
    claim(runId) {
      const current = ownership.current();
      if (current !== null) {
        const text = `another run is being measured by process ${String(current.pid)}`;
        throw new AppError('benchmark.notReady', `The machine is not fit to be measured: ${printable(text)}.`, {
          details: { marks: [text] },
          retryable: true,
        });
      }
      ownership.take(runId);
      return () => {
        ownership.release(runId);
      };
    },
  };
}
