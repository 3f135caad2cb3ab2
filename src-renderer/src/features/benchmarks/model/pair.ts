/** Which two runs are compared when not both were chosen. Pure. */
import type { RunSummary } from '../../../../../src-main/contracts/benchmarkResult.ts';

export interface Pair {
  readonly base: string;
  readonly other: string;
}

/** The newest that has ended, beside the one before it; `runs` is newest first. null: there is none. */
export function firstPair(
  runs: readonly Pick<RunSummary, 'id' | 'state'>[],
  chosen: { readonly base?: string; readonly other?: string },
): Pair | null {
  const ended = runs.filter((run) => run.state !== 'running');
  const other = chosen.other ?? ended.find((run) => run.id !== chosen.base)?.id ?? chosen.base ?? runs[0]?.id;
  if (other === undefined) return null;
  const at = ended.findIndex((run) => run.id === other);
  const before = ended.slice(at + 1).find((run) => run.id !== other) ?? ended.find((run) => run.id !== other);
  return { base: chosen.base ?? before?.id ?? other, other };
}
