/** What all tests that drive a proven program have in common: the program is looked for, its version recorded, and a cancel reaches it. */
import type { Availability } from '../../../../contracts/benchmark.ts';
import type { MetricInfo } from '../../../../contracts/benchmarkResult.ts';
import type { BenchmarkTest, TestContext } from '../../suite/test.ts';
import { preparedTest, type Rounds, type StartedTest } from '../startedTest.ts';
import { type FoundTool, requireTool, type Tool, toolAvailability } from './tools.ts';

/** Its metrics are known before. */
export type StartedProgram = Omit<StartedTest, 'metrics'>;

export interface ProgramTest extends Omit<BenchmarkTest, 'availability' | 'prepare' | 'engine'> {
  readonly tool: Tool;
  readonly rounds: Rounds;
  /** What else has to be there once the program is. */
  readonly alsoNeeds?: (context: TestContext) => Availability;
  readonly start: (context: TestContext, tool: FoundTool) => Promise<StartedProgram>;
}

export function programTest(test: ProgramTest): BenchmarkTest {
  const { tool, alsoNeeds, start, ...rest } = test;
  return {
    ...rest,
    engine: tool.name,
    async availability(context) {
      const found = await toolAvailability(context.host, tool);
      return found.state === 'ready' && alsoNeeds !== undefined ? alsoNeeds(context) : found;
    },
    async prepare(context) {
      const found = await requireTool(context.host, tool, test.id);
      const started = { metrics: test.metrics, ...(await start(context, found)) };
      return preparedTest(test.rounds, { name: found.name, version: found.version }, started, context.signal);
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

/** One that says how the others came about; more of it is neither better nor worse, whatever the direction says. */
export function descriptive(id: string, title: string, unit: string): MetricInfo {
  return { id, title, unit, direction: 'higher', headline: false, descriptive: true };
}
