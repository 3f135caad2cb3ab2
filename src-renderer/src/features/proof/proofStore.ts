/** What can be tried, the proof that goes on, and the proofs that are kept. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type AppError, isAppError } from '../../../../src-main/contracts/errors.ts';
import type { ProofInput, ProofProgress, ProofReport } from '../../../../src-main/contracts/proof.ts';
import type { Clients } from '../../api/clients.ts';
import { createLoader, emptyLoadable, type Loadable, toAppError } from '../../lib/loadable.ts';
import { isRunning, type JobsFeature } from '../jobs/jobsStore.ts';
import { isProofTurn, type LiveProof, withProofProgress } from './model/liveProof.ts';

export type Candidates = Awaited<ReturnType<Clients['proof']['candidates']>>['knobs'];
export type ProofList = Awaited<ReturnType<Clients['proof']['list']>>;
export type ProofReportFormat = NonNullable<Parameters<Clients['proof']['report']>[0]['format']>;
export type ProofFile = Awaited<ReturnType<Clients['proof']['report']>>;
/** What the form leaves out has the default of the contract. */
export type ProveInput = Pick<ProofInput, 'goal' | 'subject'> & Partial<ProofInput>;

export interface ProofState {
  readonly candidates: Loadable<Candidates>;
  readonly proofs: Loadable<ProofList>;
  /** The proof that goes on, whoever started it. */
  readonly live: LiveProof | null;
  readonly starting: boolean;
  readonly cancelling: boolean;
  readonly failure: AppError | null;
  /** The proof that ended while somebody was looking. */
  readonly endedId: string | null;
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
  readonly jobs: Pick<JobsFeature, 'store' | 'cancel'>;
  readonly inBackground: (action: Promise<unknown>) => void;
  /** How often new measurements may be drawn: drawing is work on the machine that is being measured. */
  readonly drawEveryMs?: number;
}

const methods: readonly string[] = ['proof.prove', 'proof.resume'];

export function isProofJob(method: string): boolean {
  return methods.includes(method);
}

function isQuiet(error: AppError): boolean {
  return isAppError(error, 'cancelled') || error.code.startsWith('transport.');
}

export function createProofFeature({ clients, jobs, inBackground, drawEveryMs = 1000 }: ProofOptions): ProofFeature {
  const store = createStore<ProofState>(() => ({
    candidates: emptyLoadable(),
    proofs: emptyLoadable(),
    live: null,
    starting: false,
    cancelling: false,
    failure: null,
    endedId: null,
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
  let running: AbortController | undefined;
  let live: LiveProof | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const loadProofs = (): Promise<void> => intoProofs(() => clients().proof.list({}));
  function publish(): void {
    clearTimeout(timer);
    timer = undefined;
    store.setState({ live, ...(live === null ? {} : { starting: false }) });
  }
  function moved(progress: ProofProgress): void {
    const turn = isProofTurn(live, progress);
    live = withProofProgress(live, progress);
    if (turn) publish();
    else timer ??= setTimeout(publish, drawEveryMs);
  }
  function ended(newestId: string | null): void {
    const endedId = live?.proofId ?? newestId;
    const wasRunning = live !== null;
    live = null;
    publish();
    if (wasRunning) store.setState({ starting: false, cancelling: false, endedId });
    if (wasRunning || store.getState().proofs.value !== null) inBackground(loadProofs());
  }
  async function work(begin: (signal: AbortSignal) => Promise<ProofReport>): Promise<void> {
    running = new AbortController();
    store.setState({ starting: true, failure: null, endedId: null });
    try {
      const report = await begin(running.signal);
      store.setState({ endedId: report.id });
    } catch (error) {
      const failure = toAppError(error);
      store.setState({ failure: isQuiet(failure) ? null : failure });
    } finally {
      running = undefined;
      store.setState({ starting: false, cancelling: false });
      inBackground(loadProofs());
    }
  }

  return {
    store,
    loadCandidates: () => intoCandidates(async () => (await clients().proof.candidates({})).knobs),
    loadProofs,
    prove: (input) => work((signal) => clients().proof.prove(input, { signal })),
    resume: (id) => work((signal) => clients().proof.resume({ id }, { signal })),
    cancel: async () => {
      store.setState({ cancelling: true });
      if (running !== undefined) {
        running.abort();
        return;
      }
      // Started elsewhere, or before the window was loaded anew: the list of jobs knows it.
      const job = jobs.store.getState().jobs.find((one) => isProofJob(one.method) && isRunning(one));
      if (job === undefined) store.setState({ cancelling: false });
      else await jobs.cancel(job.id);
    },
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
        if (progress === null) ended(newestId);
        else moved(progress);
      });
      return () => {
        stop();
        // A proof goes on without this connection; the next one tells of it again.
        live = null;
        publish();
      };
    },
  };
}
