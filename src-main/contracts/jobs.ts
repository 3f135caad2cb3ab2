/** Long work in the daemon: one list that the window, the tray and the command line share. */
import { z } from 'zod';
import { call, defineContract, event } from './kit/define.ts';

export const jobState = z.enum(['queued', 'running', 'cancelling', 'done', 'failed', 'cancelled']);

export const jobInfo = z.object({
  id: z.string(),
  method: z.string().describe('Contract member that started it, for example tuning.apply'),
  title: z.string(),
  state: jobState,
  phase: z.string(),
  progress: z.number().min(0).max(1).nullable().describe('null while it cannot be told'),
  cancellable: z.boolean(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  lastLines: z.array(z.string()).max(20),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type JobInfo = z.infer<typeof jobInfo>;

export const jobsContract = defineContract({
  name: 'jobs',
  title: 'Jobs',
  description: 'Work that goes on when the window is closed.',
  members: {
    list: call({
      title: 'List jobs',
      description: 'Running jobs and the last finished ones, newest first.',
      scope: 'read',
      input: z.object({}),
      output: z.object({ jobs: z.array(jobInfo) }),
    }),
    cancel: call({
      title: 'Cancel a job',
      description: 'Asks a job to stop; a job that is past its point of no return finishes instead.',
      scope: 'write',
      input: z.object({ id: z.string() }),
      output: z.object({ job: jobInfo }),
    }),
    changed: event({
      title: 'Job changed',
      description: 'Sent when a job starts, moves or ends.',
      scope: 'read',
      payload: jobInfo,
    }),
  },
});
