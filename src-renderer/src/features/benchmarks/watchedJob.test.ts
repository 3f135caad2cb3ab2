import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../src-main/contracts/errors.ts';
import type { JobInfo } from '../../../../src-main/contracts/jobs.ts';
import { createJobsFeature } from '../jobs/jobsStore.ts';
import { createWatchedJob, nothingWatched, type WatchedState } from './watchedJob.ts';

interface Live {
  readonly id: string;
  readonly values: readonly number[];
}
interface Progress {
  readonly id: string;
  readonly value: number;
}

function job(state: JobInfo['state']): JobInfo {
  const times = { startedAt: '2026-01-02T03:04:05.000Z', endedAt: state === 'running' ? null : '2026-01-02T03:05:05.000Z' };
  return {
    id: 'j',
    method: 'x.run',
    title: 'X',
    state,
    phase: '',
    progress: null,
    cancellable: true,
    lastLines: [],
    error: null,
    ...times,
  };
}

function watched(cancel: () => Promise<{ job: JobInfo }> = () => Promise.resolve({ job: job('cancelling') })) {
  let state: WatchedState<Live> = nothingWatched;
  let tell: (info: JobInfo) => void = () => undefined;
  let listed: JobInfo[] = [];
  const clients = {
    jobs: {
      list: () => Promise.resolve({ jobs: listed }),
      cancel,
      changed: (listener: (info: JobInfo) => void) => {
        tell = listener;
        return () => undefined;
      },
    },
  };
  const jobs = createJobsFeature(() => clients);
  jobs.attach(clients);
  const work = createWatchedJob<Progress, Live>({
    jobs,
    isMethod: (method) => method === 'x.run',
    read: () => state,
    publish: (change) => {
      state = { ...state, ...change };
    },
    withProgress: (before, { id, value }) => ({ id, values: [...(before?.id === id ? before.values : []), value] }),
    isTurn: () => true,
    keptId: ({ id }, newestId) => (id === newestId ? id : null),
    drawEveryMs: 0,
  });
  return {
    work,
    state: () => state,
    tell: (info: JobInfo) => {
      tell(info);
    },
    list: (jobsNow: JobInfo[]) => {
      listed = jobsNow;
    },
  };
}

describe('work that is watched', () => {
  it('goes on after it was said to be over, because something else of the list had changed', () => {
    const { work, state } = watched();
    work.moved({ id: 'a', value: 1 });
    expect(work.ended('a')).toBe(true);
    expect(state()).toMatchObject({ live: null, endedId: 'a' });
    work.moved({ id: 'a', value: 2 });
    expect(state()).toMatchObject({ live: { values: [1, 2] }, endedId: null });
    expect(work.ended('another')).toBe(true);
    expect(state().endedId).toBeNull();
    expect(work.ended('a')).toBe(false);
  });

  it('keeps what was known over a lost connection', () => {
    const { work, state } = watched();
    work.moved({ id: 'a', value: 1 });
    work.disconnected();
    expect(state().live).toBeNull();
    work.moved({ id: 'a', value: 2 });
    expect(state().live?.values).toEqual([1, 2]);
  });

  it('is not cancelling for ever when it was cancelled while it waited for its turn', async () => {
    const { work, state, tell } = watched();
    tell({ ...job('running'), state: 'queued' });
    await work.cancel();
    expect(state().cancelling).toBe(true);
    tell(job('cancelled'));
    expect(state().cancelling).toBe(false);
  });

  it('can be cancelled again when the first try was refused', async () => {
    const { work, state, tell } = watched(() => Promise.reject(new AppError('internal', 'no', { details: { logId: 'x' } })));
    tell(job('running'));
    await expect(work.cancel()).rejects.toThrow('no');
    expect(state().cancelling).toBe(false);
  });

  it('asks for the jobs when the list does not know it, and is over when there is none', async () => {
    const { work, state, list } = watched();
    work.moved({ id: 'a', value: 1 });
    list([job('running')]);
    await work.cancel();
    expect(state()).toMatchObject({ cancelling: true, live: { id: 'a' } });
    const missed = watched();
    missed.work.moved({ id: 'a', value: 1 });
    await missed.work.cancel();
    expect(missed.state()).toMatchObject({ cancelling: false, live: null });
  });

  it('says why it failed, but not that somebody cancelled it', async () => {
    const { work, state } = watched();
    await work.run(() => Promise.reject(new AppError('cancelled', 'stopped', { details: {} })));
    expect(state()).toMatchObject({ failure: null, starting: false });
    await work.run(() => Promise.reject(new Error('broken')));
    expect(state().failure?.message).toBe('broken');
    await work.run(() => Promise.resolve('a'));
    expect(state()).toMatchObject({ failure: null, endedId: 'a', starting: false });
  });
});
