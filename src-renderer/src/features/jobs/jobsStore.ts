/** Work that goes on in the service, whoever started it. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { JobInfo } from '../../../../src-main/contracts/jobs.ts';
import type { Clients } from '../../api/clients.ts';

export interface JobsState {
  /** Newest first. */
  readonly jobs: readonly JobInfo[];
}

export interface JobsFeature {
  readonly store: StoreApi<JobsState>;
  cancel(id: string): Promise<void>;
  load(): Promise<void>;
  attach(clients: Pick<Clients, 'jobs'>): () => void;
}

const kept = 20;

export function isRunning(job: JobInfo): boolean {
  return job.state === 'queued' || job.state === 'running' || job.state === 'cancelling';
}

/** Puts `job` in place of its older version, newest start first. */
export function withJob(jobs: readonly JobInfo[], job: JobInfo): readonly JobInfo[] {
  return [job, ...jobs.filter((other) => other.id !== job.id)].sort((a, b) => b.startedAt.localeCompare(a.startedAt)).slice(0, kept);
}

export function createJobsFeature(clients: () => Pick<Clients, 'jobs'>): JobsFeature {
  const store = createStore<JobsState>(() => ({ jobs: [] }));
  function accept(job: JobInfo): void {
    store.setState({ jobs: withJob(store.getState().jobs, job) });
  }
  return {
    store,
    cancel: async (id) => {
      accept((await clients().jobs.cancel({ id })).job);
    },
    load: async () => {
      const { jobs } = await clients().jobs.list({});
      // Events that came while the list was on its way are newer than the list.
      store.setState({ jobs: store.getState().jobs.reduce(withJob, jobs) });
    },
    attach: (attached) => {
      // Jobs of an earlier connection may belong to a daemon that is gone.
      store.setState({ jobs: [] });
      return attached.jobs.changed(accept);
    },
  };
}
