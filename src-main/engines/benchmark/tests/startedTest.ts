/** What is the same for all tests once their program is found: rounds, what goes into the result, and that a cancel reaches them. */
import type { PreparedTest } from '../suite/test.ts';

export interface Rounds {
  /** Before the first that counts. */
  readonly warmUp: number;
  readonly minimum: number;
  readonly maximum: number;
}

export interface StartedTest extends Pick<PreparedTest, 'metrics' | 'parameters' | 'round'> {
  readonly label?: string | null;
  readonly dispose?: () => Promise<void>;
}

/** Rounds also end with `signal`, that of the test's context, and there are none after `dispose`. */
export function preparedTest(rounds: Rounds, tool: PreparedTest['tool'], started: StartedTest, signal: AbortSignal): PreparedTest {
  const disposed = new AbortController();
  return {
    metrics: started.metrics,
    tool,
    label: started.label ?? null,
    parameters: started.parameters,
    warmUpRounds: rounds.warmUp,
    minimumRounds: rounds.minimum,
    maximumRounds: rounds.maximum,
    round: (own) => started.round(AbortSignal.any([own, signal, disposed.signal])),
    async dispose() {
      disposed.abort();
      await started.dispose?.();
    },
  };
}
