/**
 * Long work of one process: who runs, who waits for whom, how far it is. A job
 * belongs to this list and not to the connection that asked for it, so it goes
 * on when its caller goes away.
 */
import { Emitter } from '../base/emitter.ts';
import { Mutex } from '../base/mutex.ts';
import { shortId } from '../base/shortId.ts';
import { printable } from '../base/text.ts';
import { AppError, isAppError } from '../contracts/errors.ts';
import type { JobInfo, jobsContract } from '../contracts/jobs.ts';
import type { Implementation } from '../contracts/kit/define.ts';
import type { Log } from './ports.ts';

export interface JobRequest<R> {
  /** Contract member, for example `tuning.apply`. */
  readonly method: string;
  readonly title: string;
  /** Jobs with the same lock run one after the other; null runs at once. */
  readonly lock: string | null;
  /** Aborted when the caller cancels. */
  readonly signal: AbortSignal;
  readonly work: (context: { readonly signal: AbortSignal; readonly onProgress: (progress: unknown) => void }) => Promise<R>;
}

export interface JobRegistry {
  run<R>(request: JobRequest<R>): Promise<R>;
  /** Newest first. */
  list(): readonly JobInfo[];
  cancel(id: string): JobInfo;
  /** Jobs that are queued or not yet ended. */
  readonly activeCount: number;
  onChange(listener: (job: JobInfo) => void): () => void;
}

export interface JobRegistryOptions {
  readonly log: Log;
  readonly now?: () => number;
}

const keptJobs = 50;
const keptLines = 20;
const longestLine = 500;
/** Progress of one job is announced at most this often; its end always is. */
const announceEveryMs = 100;

interface Entry {
  info: JobInfo;
  announcedAt: number;
  readonly controller: AbortController;
}

export function createJobRegistry(options: JobRegistryOptions): JobRegistry {
  const now = options.now ?? Date.now;
  const entries: Entry[] = [];
  const locks = new Map<string, Mutex>();
  const changed = new Emitter<JobInfo>((error) => options.log.error('a listener of jobs failed', error));

  function update(entry: Entry, change: Partial<JobInfo>): void {
    const stateChanged = change.state !== undefined && change.state !== entry.info.state;
    entry.info = { ...entry.info, ...change };
    if (!stateChanged && now() - entry.announcedAt < announceEveryMs) return;
    entry.announcedAt = now();
    changed.fire(entry.info);
  }

  function add(request: JobRequest<unknown>): Entry {
    const entry: Entry = {
      info: {
        id: shortId(),
        method: request.method,
        title: request.title,
        state: 'queued',
        phase: request.lock === null ? 'Starting' : 'Waiting for its turn',
        progress: null,
        cancellable: true,
        startedAt: new Date(now()).toISOString(),
        endedAt: null,
        lastLines: [],
        error: null,
      },
      announcedAt: now(),
      controller: new AbortController(),
    };
    entries.unshift(entry);
    forgetOldest(entries);
    changed.fire(entry.info);
    return entry;
  }

  function requestCancel(entry: Entry): void {
    if (isOver(entry.info) || !entry.info.cancellable) return;
    update(entry, { state: 'cancelling', phase: 'Stopping' });
    entry.controller.abort();
  }

  async function execute<R>(entry: Entry, request: JobRequest<R>): Promise<R> {
    if (entry.controller.signal.aborted) throw cancelled(request.title);
    update(entry, { state: 'running', phase: 'Working' });
    return await request.work({
      signal: entry.controller.signal,
      onProgress: (progress) => {
        update(entry, describeProgress(progress, entry.info));
      },
    });
  }

  async function run<R>(request: JobRequest<R>): Promise<R> {
    const entry = add(request);
    const cancel = (): void => {
      requestCancel(entry);
    };
    request.signal.addEventListener('abort', cancel, { once: true });
    if (request.signal.aborted) cancel();
    try {
      const result = await (request.lock === null
        ? execute(entry, request)
        : waitOrLeave(lockOf(request.lock), entry, request.title, () => execute(entry, request)));
      update(entry, { state: 'done', phase: 'Done', progress: 1, cancellable: false, endedAt: new Date(now()).toISOString() });
      return result;
    } catch (error) {
      update(entry, endOfFailed(error, new Date(now()).toISOString()));
      throw error;
    } finally {
      request.signal.removeEventListener('abort', cancel);
      forgetOldest(entries);
    }
  }

  function lockOf(name: string): Mutex {
    const known = locks.get(name);
    if (known !== undefined) return known;
    const fresh = new Mutex();
    locks.set(name, fresh);
    return fresh;
  }

  return {
    run,
    list: () => entries.map((entry) => entry.info),
    cancel(id) {
      const entry = entries.find((candidate) => candidate.info.id === id);
      if (entry === undefined) {
        throw new AppError('usage', `there is no job ${printable(id).slice(0, 64)}`, {
          details: { field: 'id', expected: 'an id from the list of jobs' },
        });
      }
      requestCancel(entry);
      return entry.info;
    },
    get activeCount() {
      return entries.filter((entry) => !isOver(entry.info)).length;
    },
    onChange: changed.subscribe,
  };
}

/** The contract on top of the registry. */
export function jobsImplementation(registry: JobRegistry): Implementation<typeof jobsContract> {
  return {
    list: () => ({ jobs: [...registry.list()] }),
    cancel: ({ id }) => ({ job: registry.cancel(id) }),
    changed: (listener) => registry.onChange(listener),
  };
}

/** A job that is cancelled while it waits must not keep its caller waiting for a turn that it will not use. */
async function waitOrLeave<R>(lock: Mutex, entry: Entry, title: string, work: () => Promise<R>): Promise<R> {
  let started = false;
  let leave: () => void = () => undefined;
  const left = new Promise<never>((_resolve, reject) => {
    leave = () => {
      if (!started) reject(cancelled(title));
    };
  });
  entry.controller.signal.addEventListener('abort', leave, { once: true });
  if (entry.controller.signal.aborted) leave();
  const turn = lock.run(async () => {
    started = true;
    return await work();
  });
  try {
    return await Promise.race([turn, left]);
  } finally {
    entry.controller.signal.removeEventListener('abort', leave);
    // The abandoned turn still comes and throws `cancelled` into nobody's hands.
    turn.catch(() => undefined);
  }
}

function endOfFailed(error: unknown, endedAt: string): Partial<JobInfo> {
  const base = { cancellable: false, endedAt };
  if (isAppError(error, 'cancelled')) return { ...base, state: 'cancelled', phase: 'Cancelled' };
  const known: AppError | null = error instanceof AppError ? (error as AppError) : null;
  const message = error instanceof Error ? printable(error.message) : 'it failed in an unexpected way';
  return { ...base, state: 'failed', phase: 'Failed', error: { code: known?.code ?? 'internal', message } };
}

/** Reads what progress reports of all contracts have in common: `done` of `total` and `message`. */
function describeProgress(progress: unknown, before: JobInfo): Partial<JobInfo> {
  if (typeof progress !== 'object' || progress === null) return {};
  const { done, total, message } = progress as { done?: unknown; total?: unknown; message?: unknown };
  const fraction =
    typeof done === 'number' && typeof total === 'number' && total > 0 ? Math.min(1, Math.max(0, done / total)) : before.progress;
  if (typeof message !== 'string' || message === '') return { progress: fraction };
  const line = printable(message).slice(0, longestLine);
  const phase = before.state === 'cancelling' ? before.phase : line;
  return { progress: fraction, phase, lastLines: [...before.lastLines, line].slice(-keptLines) };
}

function forgetOldest(entries: Entry[]): void {
  for (let index = entries.length - 1; index >= 0 && entries.length > keptJobs; index -= 1) {
    const entry = entries[index];
    if (entry !== undefined && isOver(entry.info)) entries.splice(index, 1);
  }
}

function isOver(info: JobInfo): boolean {
  return info.endedAt !== null;
}

function cancelled(title: string): AppError {
  return new AppError('cancelled', `${title} was cancelled`, { details: {} });
}
