/** Proofs in memory: one that is told, and one that moves when it is told to. Never part of the product. */
import { AppError } from '../../src-main/contracts/errors.ts';
import type { Implementation } from '../../src-main/contracts/kit/define.ts';
import type { ProofInput, ProofProgress, ProofReport, proofContract, Trial } from '../../src-main/contracts/proof.ts';
import { comparisonOf, conditionsNow, fakeRun, samplesAround } from './benchmarkRecords.ts';

export interface FakeProof {
  readonly implementation: Implementation<typeof proofContract>;
  readonly asked: () => readonly ProofInput[];
  /** Events of a proof, whoever started it. */
  report(progress: Partial<ProofProgress>): void;
  /** The proof that goes on ends with the told report. */
  end(): void;
  readonly removed: () => readonly string[];
}

const order = 'ABBABAABABBA';

function trial(over: Partial<Trial>, stock: number, candidate: number): Trial {
  return {
    id: 'trial-1',
    title: 'Read-ahead of virtual disks: 128 → 4096 KiB',
    values: { 'block.read_ahead.virtual': '4096' },
    before: { 'block.read_ahead.virtual': '128' },
    round: 'final',
    verdict: 'helps',
    why: 'the interval of its gain excludes none',
    comparison: comparisonOf(((candidate - stock) / stock) * 100),
    stock: samplesAround(stock, 0.01, 6, 3),
    candidate: samplesAround(candidate, 0.01, 6, 7),
    order,
    guards: [
      {
        id: 'cpuTempC',
        title: 'Processor temperature',
        unit: '°C',
        comparison: comparisonOf(0.2),
        tripped: false,
        why: 'No difference shown.',
      },
    ],
    planIds: ['plan-1'],
    seconds: 84,
    ...over,
  };
}

export function fakeReport(id: string, input: ProofInput): ProofReport {
  const startedAt = new Date(Date.now() - 3_600_000).toISOString();
  return {
    schema: 'hecate.proof',
    version: 1,
    id,
    title: 'Search for faster cold reads',
    state: 'finished',
    input,
    goalTitle: 'Sequential reads, MB/s',
    unit: 'MB/s',
    direction: 'higher',
    startedAt,
    endedAt: new Date().toISOString(),
    seconds: 412,
    environment: fakeRun({ id: 'x', startedAt }).environment,
    before: conditionsNow(51),
    after: conditionsNow(56),
    marks: [],
    trials: [
      trial({}, 640, 912),
      trial(
        {
          id: 'trial-2',
          title: 'Willingness to swap: 60 → 10',
          values: { 'vm.swappiness': '10' },
          before: { 'vm.swappiness': '60' },
          round: 'screening',
          verdict: 'noDifference',
          why: 'the interval of its gain holds none',
          guards: [],
        },
        640,
        641,
      ),
    ],
    skipped: [{ knobId: 'vm.dirty_ratio', why: 'The administrator set it.' }],
    best: { values: { 'block.read_ahead.virtual': '4096' }, comparison: comparisonOf(42.5) },
    kept: null,
    machineState: 'stock',
    machineStateDetail: 'Every setting was read back and has the value that it had before.',
    story: [
      'Two settings were tried for seven minutes.',
      'A larger read-ahead of virtual disks made sequential reads 42.5% faster, give or take 0.9%.',
      'Willingness to swap shows no difference.',
    ],
  };
}

export function createFakeProof(throwIfAsked: () => void): FakeProof {
  const listeners = new Set<(payload: { progress: ProofProgress | null; newestId: string | null }) => void>();
  const asked: ProofInput[] = [];
  const removed: string[] = [];
  let reports: readonly ProofReport[] = [];
  let progress: ProofProgress | null = null;
  let finish: ((report: ProofReport) => void) | undefined;

  function tell(): void {
    for (const listener of [...listeners]) listener({ progress, newestId: reports[0]?.id ?? null });
  }
  function report(change: Partial<ProofProgress>): void {
    progress = {
      proofId: 'proof-1',
      message: 'Trying',
      done: 0,
      total: 1800,
      phase: 'checking',
      trialId: null,
      trialTitle: null,
      unit: 'MB/s',
      ...(progress ?? {}),
      arm: null,
      value: null,
      ...change,
    };
    tell();
  }
  function find(id: string | null): ProofReport {
    const found = id === null ? reports[0] : reports.find((one) => one.id === id);
    if (found !== undefined) return found;
    throw new AppError('proof.notFound', 'there is no such proof', { details: { id: id ?? '' } });
  }
  function work(signal: AbortSignal): Promise<ProofReport> {
    report({});
    return new Promise((resolve, reject) => {
      finish = resolve;
      signal.addEventListener('abort', () => {
        progress = null;
        tell();
        reject(new AppError('cancelled', 'the proof was cancelled', { details: {} }));
      });
    });
  }

  const implementation: Implementation<typeof proofContract> = {
    candidates: () => {
      throwIfAsked();
      return {
        knobs: [
          {
            knobId: 'block.read_ahead.virtual',
            title: 'Read-ahead of virtual disks',
            tier: 'A',
            now: '128',
            values: ['512', '4096'],
            nowTitle: '128 KiB',
            valueTitles: ['512 KiB', '4 MiB'],
            problem: null,
          },
          {
            knobId: 'vm.swappiness',
            title: 'Willingness to swap',
            tier: 'B',
            now: '60',
            values: ['10'],
            nowTitle: '60',
            valueTitles: ['10'],
            problem: null,
          },
          {
            knobId: 'vm.dirty_ratio',
            title: 'Memory that may wait to be written',
            tier: 'B',
            now: '20',
            values: ['40'],
            nowTitle: '20',
            valueTitles: ['40'],
            problem: 'The administrator set it.',
          },
        ],
      };
    },
    prove: (input, { signal }) => {
      throwIfAsked();
      asked.push(input);
      return work(signal);
    },
    resume: (_id, { signal }) => work(signal),
    list: () => {
      throwIfAsked();
      const proofs = reports.map(({ id, title, state, goalTitle, startedAt, seconds, machineState, kept, trials, best }) => ({
        ...{ id, title, state, goalTitle, startedAt, seconds, machineState, kept },
        trials: trials.length,
        gainPercent: best?.comparison.changePercent ?? null,
        resumable: state === 'cancelled',
      }));
      const stale = reports.map(({ id, title }) => ({ proofId: id, title, changed: 'kernel 6.12.41 to 6.12.48' }));
      return { proofs, stale };
    },
    show: ({ id }) => {
      throwIfAsked();
      return find(id);
    },
    report: ({ id, format }) => ({ fileName: `hecate-proof.${format}`, mediaType: 'text/plain', text: find(id).story.join('\n') }),
    remove: ({ id }) => {
      throwIfAsked();
      reports = reports.filter((one) => one.id !== id);
      removed.push(id);
      return { removed: id };
    },
    changed: (listener) => {
      listeners.add(listener);
      if (progress !== null) listener({ progress, newestId: null });
      return () => listeners.delete(listener);
    },
  };

  return {
    implementation,
    asked: () => asked,
    report,
    end: () => {
      const input = asked.at(-1);
      if (input === undefined) throw new Error('no proof was asked for');
      const ended = fakeReport('proof-1', input);
      reports = [ended, ...reports];
      progress = null;
      finish?.(ended);
      tell();
    },
    removed: () => removed,
  };
}
