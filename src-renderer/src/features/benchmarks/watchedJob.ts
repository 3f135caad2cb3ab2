/** Long work of the service as a page sees it: what it tells, how it ends and how it is stopped, whoever started it. */
import { type AppError, isAppError } from '../../../../src-main/contracts/errors.ts';
import type { JobInfo } from '../../../../src-main/contracts/jobs.ts';
import { toAppError } from '../../lib/loadable.ts';
import { isRunning, type JobsFeature } from '../jobs/jobsStore.ts';

export interface WatchedState<Live> {
  /** What goes on, whoever started it. */
  readonly live: Live | null;
  /** It was asked for here, and nothing was heard of it yet. */
  readonly starting: boolean;
  readonly cancelling: boolean;
  /** Why what was asked for here did not come to its end. */
  readonly failure: AppError | null;
  /** What ended while somebody was looking, and was kept. */
  readonly endedId: string | null;
}

export const nothingWatched = { live: null, starting: false, cancelling: false, failure: null, endedId: null } as const;

export interface WatchedJobOptions<Progress, Live> {
  readonly jobs: Pick<JobsFeature, 'store' | 'cancel' | 'load'>;
  readonly isMethod: (method: string) => boolean;
  readonly read: () => WatchedState<Live>;
  readonly publish: (change: Partial<WatchedState<Live>>) => void;
  readonly withProgress: (before: Live | null, progress: Progress) => Live;
  /** Whether the page should know at once, and not only with the next drawing. */
  readonly isTurn: (before: Live | null, progress: Progress) => boolean;
  /** What is kept of it after its end, where something is; `newestId` is the newest of all that is kept. */
  readonly keptId: (live: Live, newestId: string | null) => string | null;
  readonly drawEveryMs: number;
}

export interface WatchedJob<Progress, Live> {
  /** Newer than what is published. */
  live(): Live | null;
  moved(progress: Progress): void;
  /** Adds to what is known of the work that goes on. */
  amend(live: Live): void;
  /** Whether anything went on. */
  ended(newestId: string | null): boolean;
  /** The work goes on without this connection; the next one tells of it again, and what was known is known still. */
  disconnected(): void;
  /** `begin` gives the id of what is kept. Never rejects: a failure is part of the state. */
  run(begin: (signal: AbortSignal) => Promise<string | null>): Promise<void>;
  cancel(): Promise<void>;
}

/** Ends of which the page has nothing to explain. */
function isQuiet(error: AppError): boolean {
  return isAppError(error, 'cancelled') || error.code.startsWith('transport.');
}

/** News reach React once per `drawEveryMs` at most: drawing is work on the very machine that is being measured. */
export function createWatchedJob<Progress, Live>(options: WatchedJobOptions<Progress, Live>): WatchedJob<Progress, Live> {
  const { jobs, publish } = options;
  let own: AbortController | undefined;
  let live: Live | null = null;
  /** What was said to be over. The service says so too when something else of the list changes in the middle of the work. */
  let last: Live | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function draw(): void {
    clearTimeout(timer);
    timer = undefined;
    publish({ live, ...(live === null ? {} : { starting: false }) });
  }
  function leave(): void {
    last = live ?? last;
    live = null;
    draw();
  }
  function atWork(): JobInfo | undefined {
    return jobs.store.getState().jobs.find((job) => options.isMethod(job.method) && isRunning(job));
  }
  async function cancelElsewhere(): Promise<void> {
    if (atWork() === undefined) await jobs.load();
    const job = atWork();
    if (job !== undefined) {
      await jobs.cancel(job.id);
      return;
    }
    // Its end was missed.
    leave();
    publish({ cancelling: false });
  }
  // What is cancelled while it waits for its turn ends without a word of its own.
  jobs.store.subscribe(() => {
    if (own === undefined && options.read().cancelling && atWork() === undefined) publish({ cancelling: false });
  });

  return {
    live: () => live,
    moved: (progress) => {
      const turn = options.isTurn(live, progress);
      if (live === null) publish({ endedId: null });
      live = options.withProgress(live ?? last, progress);
      last = null;
      if (turn) draw();
      else timer ??= setTimeout(draw, options.drawEveryMs);
    },
    amend: (next) => {
      live = next;
      draw();
    },
    ended: (newestId) => {
      if (live === null) return false;
      leave();
      publish({ cancelling: false, starting: false, endedId: last === null ? null : options.keptId(last, newestId) });
      return true;
    },
    disconnected: leave,
    run: async (begin) => {
      const mine = new AbortController();
      own = mine;
      publish({ starting: true, cancelling: false, failure: null, endedId: null });
      try {
        publish({ endedId: await begin(mine.signal) });
      } catch (error) {
        const failure = toAppError(error);
        publish({ failure: isQuiet(failure) ? null : failure });
      }
      if (own !== mine) return;
      own = undefined;
      publish({ starting: false, cancelling: false });
    },
    cancel: async () => {
      publish({ cancelling: true });
      if (own !== undefined) {
        own.abort();
        return;
      }
      try {
        await cancelElsewhere();
      } catch (error) {
        publish({ cancelling: false });
        throw error;
      }
    },
  };
}
