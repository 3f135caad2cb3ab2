/** The user's own command as the goal: how long it takes, or a number that it prints. */
import { printable } from '../../../../base/text.ts';
import { AppError } from '../../../../contracts/errors.ts';
import type { ProofGoal } from '../../../../contracts/proof.ts';
import type { Host } from '../../../../host/port.ts';
import type { PatternPort } from '../../../../services/ports.ts';
import { runMeasuring } from '../../tests/programs/guarded.ts';
import type { Goal } from './goal.ts';
import { numberOf } from './printedNumber.ts';

export type CommandGoal = Extract<ProofGoal, { kind: 'command' }>;

const metricId = 'command';

/**
 * The command runs as it is given, without a shell. It is ended with this
 * process; what it starts itself is ended on cancel and time-out only.
 * @throws AppError usage for a pattern that is none
 */
export function commandGoal(goal: CommandGoal, host: Host, patterns: PatternPort): Goal {
  const { measure } = goal;
  if (measure.kind === 'printed') refuseBadPattern(measure.pattern, patterns);
  const what =
    measure.kind === 'wallTime'
      ? { title: 'wall time', unit: 's', direction: 'lower' as const }
      : { title: 'printed number', unit: printable(measure.unit), direction: measure.direction };
  return {
    title: `${printable(goal.command.join(' ')).slice(0, 80)}: ${what.title}`,
    metric: { id: metricId, ...what, headline: true },
    guards: [],
    // The first run reads its files from the disk; all others find them in memory.
    warmUpRounds: 1,
    round: async (signal) => ({ [metricId]: await measureOnce(goal, host, patterns, signal) }),
    dispose: () => Promise.resolve(),
  };
}

function refuseBadPattern(pattern: string, patterns: PatternPort): void {
  const problem = patterns.problemWith(pattern);
  if (problem === null) return;
  throw new AppError('usage', `The pattern cannot be used: ${printable(problem)}.`, {
    details: {
      field: 'goal.measure.pattern',
      expected: 'a regular expression whose first group is the number, such as ([0-9.]+) tokens/s',
    },
  });
}

async function measureOnce(goal: CommandGoal, host: Host, patterns: PatternPort, signal: AbortSignal): Promise<number> {
  const [program = '', ...args] = goal.command;
  const started = host.clock.monotonicMs();
  const result = await runMeasuring(host, {
    program,
    args,
    timeoutMs: goal.timeoutSeconds * 1000,
    signal,
    folder: goal.folder ?? host.identity.env['HOME'] ?? '/',
  });
  if (goal.measure.kind === 'wallTime') return (host.clock.monotonicMs() - started) / 1000;
  return numberOf(patterns, goal.measure.pattern, `${result.stdout}\n${result.stderr}`);
}
