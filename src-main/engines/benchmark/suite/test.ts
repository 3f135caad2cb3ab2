/**
 * What a benchmark test is. A test knows how to measure once; how often, when,
 * and what the numbers are worth is decided by the runner, so that every test
 * has the same warm-up, stop rule and marks, and a proof can use the very same
 * tests as goals.
 */
import type { Availability, TestParameters } from '../../../contracts/benchmark.ts';
import type { BenchmarkArea, BenchmarkGroup, MetricInfo, ResultSeries } from '../../../contracts/benchmarkResult.ts';
import type { HardwareInventory } from '../../../contracts/hardware.ts';
import type { Host } from '../../../host/port.ts';
import type { ProgramLocation, ScratchPort } from '../../../services/ports.ts';

/** Everything a test may use. */
export interface TestContext {
  readonly host: Host;
  readonly inventory: HardwareInventory;
  readonly scratch: ScratchPort;
  readonly programs: BenchmarkPrograms;
  readonly parameters: TestParameters;
  /** Ends every program that the test started. */
  readonly signal: AbortSignal;
}

/** The product's own measuring programs; null where this installation has none. */
export interface BenchmarkPrograms {
  /** WebAssembly kernels: memory, latency, processor, scheduler (helpers/kernels). */
  readonly kernels: ProgramLocation | null;
  /** Graphics kernels in the app's own runtime (WebGPU). */
  readonly graphics: ProgramLocation | null;
  /** Folder with the Python scripts that run in the user's own environment (helpers/ml). */
  readonly mlFolder: string | null;
}

export interface BenchmarkTest {
  readonly id: string;
  /** Raised when its figures are not comparable with earlier ones any more. */
  readonly version: number;
  readonly title: string;
  readonly area: BenchmarkArea;
  readonly groups: readonly BenchmarkGroup[];
  readonly method: string;
  /** The program that does the work, for example `fio`. */
  readonly engine: string;
  /** About how long it takes with the default target. */
  readonly seconds: number;
  readonly scratchBytes: number;
  /** Known before anything runs; `prepare` may find more. */
  readonly metrics: readonly MetricInfo[];
  /** Fast: at most it asks a program for its version. Never throws. */
  availability(context: TestContext): Promise<Availability>;
  /** @throws AppError benchmark.unavailable, benchmark.noSpace, cancelled */
  prepare(context: TestContext): Promise<PreparedTest>;
}

export interface PreparedTest {
  readonly metrics: readonly MetricInfo[];
  readonly tool: { readonly name: string; readonly version: string } | null;
  /** What the figure really is where its name says too much, for example `software` or `processor test over loopback`. */
  readonly label: string | null;
  /** Settings that go into the result. */
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  /** Rounds that are thrown away. */
  readonly warmUpRounds: number;
  /** The runner takes at least this many rounds, whatever the interval says. */
  readonly minimumRounds: number;
  readonly maximumRounds: number;
  /** Measures once. @throws AppError proof.measureFailed with the program's own words, cancelled */
  round(signal: AbortSignal): Promise<RoundResult>;
  /** Removes files and ends programs; safe to call after a failure, and never throws. */
  dispose(): Promise<void>;
}

export interface RoundResult {
  /** One value for each metric id; a metric that this round could not tell is left out. */
  readonly values: Readonly<Record<string, number>>;
  readonly series?: readonly ResultSeries[];
}
