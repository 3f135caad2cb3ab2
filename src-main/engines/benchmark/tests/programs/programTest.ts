/** What all tests that drive a proven program have in common: the program is looked for, its version recorded, and a cancel reaches it. */
import type { Availability } from '../../../../contracts/benchmark.ts';
import type { MetricInfo } from '../../../../contracts/benchmarkResult.ts';
import type { BenchmarkTest, PreparedTest, RoundResult, TestContext } from '../../suite/test.ts';
import { type FoundTool, requireTool, type Tool, toolAvailability } from './tools.ts';

export interface ProgramTest extends Omit<BenchmarkTest, 'availability' | 'prepare' | 'engine'> {
  readonly tool: Tool;
  /** Rounds before the first that counts, and how many are taken. */
  readonly rounds: { readonly warmUp: number; readonly minimum: number; readonly maximum: number };
  /** What else has to be there once the program is. */
  readonly alsoNeeds?: (context: TestContext) => Availability;
  readonly start: (context: TestContext, tool: FoundTool) => Promise<StartedTest>;
}

export interface StartedTest {
  readonly label?: string | null;
  readonly parameters: PreparedTest['parameters'];
  /** Ends with the context as well as with the round. */
  readonly round: (signal: AbortSignal) => Promise<RoundResult>;
  readonly dispose?: () => Promise<void>;
}

export function programTest(test: ProgramTest): BenchmarkTest {
  const { tool, rounds, alsoNeeds, start, ...rest } = test;
  return {
    ...rest,
    engine: tool.name,
    async availability(context) {
      const found = await toolAvailability(context.host, tool);
      return found.state === 'ready' && alsoNeeds !== undefined ? alsoNeeds(context) : found;
    },
    async prepare(context) {
      const found = await requireTool(context.host, tool, test.id);
      const started = await start(context, found);
      return {
        metrics: test.metrics,
        tool: { name: found.name, version: found.version },
        label: started.label ?? null,
        parameters: started.parameters,
        warmUpRounds: rounds.warmUp,
        minimumRounds: rounds.minimum,
        maximumRounds: rounds.maximum,
        round: (signal) => started.round(AbortSignal.any([signal, context.signal])),
        dispose: async () => started.dispose?.(),
      };
    },
  };
}

/** A metric that counts. */
export function headline(id: string, title: string, unit: string, direction: MetricInfo['direction']): MetricInfo {
  return { id, title, unit, direction, headline: true };
}

/** A metric that is shown beside the others. */
export function beside(id: string, title: string, unit: string, direction: MetricInfo['direction']): MetricInfo {
  return { id, title, unit, direction, headline: false };
}
