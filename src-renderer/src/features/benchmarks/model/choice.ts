/** What the form of a run says, and the run that it asks for. Pure. */
import type { RunInput, TestInfo } from '../../../../../src-main/contracts/benchmark.ts';
import { type BenchmarkGroup, groupSeconds } from '../../../../../src-main/contracts/benchmarkResult.ts';

export interface RunChoice {
  readonly by: 'group' | 'tests';
  readonly group: BenchmarkGroup;
  readonly tests: readonly string[];
  readonly folder: string;
  readonly peer: string;
  readonly python: string;
  readonly targetPercent: number;
  readonly note: string;
  readonly wait: boolean;
  readonly force: boolean;
  /** null: the limit of the sensor. */
  readonly temperatureLimitC: number | null;
}

export const firstChoice: RunChoice = {
  by: 'group',
  group: 'quick',
  tests: [],
  folder: '',
  peer: '',
  python: '',
  targetPercent: 1,
  note: '',
  wait: true,
  force: false,
  temperatureLimitC: null,
};

function orNull(text: string): string | null {
  const trimmed = text.trim();
  return trimmed === '' ? null : trimmed;
}

export function parametersOf(choice: RunChoice): RunInput['parameters'] {
  return { folder: orNull(choice.folder), peer: orNull(choice.peer), python: orNull(choice.python) };
}

export function sameParameters(one: RunInput['parameters'], other: RunInput['parameters']): boolean {
  return one.folder === other.folder && one.peer === other.peer && one.python === other.python;
}

export function runInputOf(choice: RunChoice): Partial<RunInput> {
  return {
    ...(choice.by === 'group' ? { group: choice.group, tests: null } : { group: null, tests: [...choice.tests] }),
    parameters: parametersOf(choice),
    targetPercent: choice.targetPercent,
    note: orNull(choice.note),
    wait: choice.wait,
    force: choice.force,
    temperatureLimitC: choice.by === 'group' && choice.group === 'stress' ? choice.temperatureLimitC : null,
  };
}

export interface ChoiceSummary {
  readonly ready: number;
  readonly notReady: number;
  readonly seconds: number;
  readonly scratchBytes: number;
}

export function chosenTests(tests: readonly TestInfo[], choice: RunChoice): readonly TestInfo[] {
  if (choice.by === 'group') return tests.filter((test) => test.groups.includes(choice.group));
  return tests.filter((test) => choice.tests.includes(test.id));
}

export function summaryOf(tests: readonly TestInfo[]): ChoiceSummary {
  const ready = tests.filter((test) => test.availability.state === 'ready');
  return {
    ready: ready.length,
    notReady: tests.length - ready.length,
    seconds: ready.reduce((sum, test) => sum + test.seconds, 0),
    scratchBytes: Math.max(0, ...ready.map((test) => test.scratchBytes)),
  };
}

/** What the tests of a group take together: no more than the group is given, and in a burn-in all of it. */
export function secondsOfGroup(group: BenchmarkGroup, testSeconds: number): number {
  return group === 'stress' ? groupSeconds.stress : Math.min(testSeconds, groupSeconds[group]);
}
