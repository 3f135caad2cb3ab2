/** What can be tried, the proof that goes on, and the proofs that are kept. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ProofInput, ProofProgress, ProofReport } from '../../../../src-main/contracts/proof.ts';
import type { Clients } from '../../api/clients.ts';
import { createLoader, emptyLoadable, type Loadable } from '../../lib/loadable.ts';
import { createWatchedJob, nothingWatched, type WatchedState } from '../benchmarks/watchedJob.ts';
import type { JobsFeature } from '../jobs/jobsStore.ts';
import { isProofTurn, type LiveProof, withProofProgress } from './model/liveProof.ts';

export type Candidates = Awaited<ReturnType<Clients['proof']['candidates']>>['knobs'];
export type ProofList = Awaited<ReturnType<Clients['proof']['list']>>;
export type ProofReportFormat = NonNullable<Parameters<Clients['proof']['report']>[0]['format']>;
export type ProofFile = Awaited<ReturnType<Clients['proof']['report']>>;
/** What the form leaves out has the default of the contract. */
export type ProveInput = Pick<ProofInput, 'goal' | 'subject'> & Partial<ProofInput>;

export interface ProofState extends WatchedState<LiveProof> {
  readonly candidates: Loadable<Candidates>;
  readonly proofs: Loadable<ProofList>;
}

export interface ProofFeature {
  readonly store: StoreApi<ProofState>;
  loadCandidates(): Promise<void>;
  loadProofs(): Promise<void>;
  prove(input: ProveInput): Promise<void>;
  resume(id: string): Promise<void>;
  /** Restores stock. */
  cancel(): Promise<void>;
  dismissEnded(): void;
  show(id: string): Promise<ProofReport>;
  report(id: string, format: ProofReportFormat): Promise<ProofFile>;
  remove(id: string): Promise<void>;
  attach(clients: Pick<Clients, 'proof'>): () => void;
}

export interface ProofOptions {
  readonly clients: () => Pick<Clients, 'proof'>;
  readonly jobs: Pick<JobsFeature, 'store' | 'cancel' | 'load'>;
  readonly inBackground: (action: Promise<unknown>) => void;
  /** How often new measurements may be drawn: drawing is work on the machine that is being measured. */
  readonly drawEveryMs?: number;
}

const methods: readonly string[] = ['proof.prove', 'proof.resume'];

export function isProofJob(method: string): boolean {
  return methods.includes(method);
}

/** The most that the contract gives; the page shows them bit by bit. */
const mostProofs = 1000;

export function createProofFeature({ clients, jobs, inBackground, drawEveryMs = 1000 }: ProofOptions): ProofFeature {
  const store = createStore<ProofState>(() => ({
    candidates: emptyLoadable(),
    proofs: emptyLoadable(),
    ...nothingWatched,
  }));
  const intoCandidates = createLoader(
    () => store.getState().candidates,
    (candidates) => {
      store.setState({ candidates });
    },
  );
  const intoProofs = createLoader(
    () => store.getState().proofs,
    (proofs) => {
      store.setState({ proofs });
    },
  );
  const watched = createWatchedJob<ProofProgress, LiveProof>({
    jobs,
    isMethod: isProofJob,
    read: store.getState,
    publish: (change) => {
      store.setState(change);
    },
    withProgress: withProofProgress,
    isTurn: isProofTurn,
    // However a proof ends, its report is kept.
    keptId: ({ proofId }) => proofId,
    drawEveryMs,
  });

  const loadProofs = (): Promise<void> => intoProofs(() => clients().proof.list({ limit: mostProofs }));
  async function work(begin: (signal: AbortSignal) => Promise<ProofReport>): Promise<void> {
    await watched.run(async (signal) => (await begin(signal)).id);
    inBackground(loadProofs());
  }

  return {
    store,
    loadCandidates: () => intoCandidates(async () => (await clients().proof.candidates({})).knobs),
    loadProofs,
    prove: (input) => work((signal) => clients().proof.prove(input, { signal })),
    resume: (id) => work((signal) => clients().proof.resume({ id }, { signal })),
    cancel: watched.cancel,
    dismissEnded: () => {
      store.setState({ endedId: null, failure: null });
    },
    show: (id) => clients().proof.show({ id }),
    report: (id, format) => clients().proof.report({ id, format }),
    remove: async (id) => {
      await clients().proof.remove({ id });
      await loadProofs();
    },
    attach: (attached) => {
      const stop = attached.proof.changed(({ progress, newestId }) => {
        if (progress !== null) {
          watched.moved(progress);
          return;
        }
        const wasRunning = watched.ended(newestId);
        if (wasRunning || store.getState().proofs.value !== null) inBackground(loadProofs());
      });
      return () => {
        stop();
        watched.disconnected();
      };
    },
  };
}
