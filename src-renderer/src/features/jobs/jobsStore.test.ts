import { expect, it } from 'vitest';
import type { JobInfo } from '../../../../src-main/contracts/jobs.ts';
import { isRunning, withJob } from './jobsStore.ts';

function job(id: string, second: number, state: JobInfo['state'] = 'running'): JobInfo {
  return {
    id,
    method: 'tuning.apply',
    title: id,
    state,
    phase: '',
    progress: null,
    cancellable: true,
    startedAt: `2026-11-23T12:00:${String(second).padStart(2, '0')}Z`,
    endedAt: null,
    lastLines: [],
    error: null,
  };
}

it('replaces the older version of a job and keeps the newest start first', () => {
  const jobs = [job('b', 2), job('a', 1)];
  expect(withJob(jobs, job('a', 1, 'done')).map((one) => [one.id, one.state])).toEqual([
    ['b', 'running'],
    ['a', 'done'],
  ]);
});

it('keeps twenty jobs and counts only those that run', () => {
  const many = Array.from({ length: 40 }, (_, index) => job(String(index), index)).reduce<readonly JobInfo[]>(withJob, []);
  expect(many).toHaveLength(20);
  expect(many[0]?.id).toBe('39');
  expect(
    ['queued', 'running', 'cancelling', 'done', 'failed', 'cancelled'].map((state) => isRunning(job('x', 1, state as JobInfo['state']))),
  ).toEqual([true, true, true, false, false, false]);
});
