/** Which tests a run is made of. */
import { printable } from '../../../base/text.ts';
import type { Availability, RunInput, TestInfo } from '../../../contracts/benchmark.ts';
import { AppError } from '../../../contracts/errors.ts';
import type { BenchmarkTest, TestContext } from './test.ts';

/** @throws AppError benchmark.unknownTest */
export function selectTests(tests: readonly BenchmarkTest[], input: Pick<RunInput, 'group' | 'tests'>): readonly BenchmarkTest[] {
  if (input.tests === null) {
    const group = input.group ?? 'quick';
    return tests.filter((test) => test.groups.includes(group));
  }
  const wanted = [...new Set(input.tests)];
  return wanted.map((id) => {
    const test = tests.find((one) => one.id === id);
    if (test !== undefined) return test;
    const known = tests.map((one) => one.id).join(', ');
    throw new AppError('benchmark.unknownTest', `There is no test ${printable(id).slice(0, 80)}. There are: ${known}.`, {
      details: { testId: id },
    });
  });
}

export interface CheckedTest {
  readonly test: BenchmarkTest;
  readonly availability: Availability;
}

/** Asks all of them at once: each asks a program for its version at most. */
export async function checkTests(tests: readonly BenchmarkTest[], context: TestContext): Promise<readonly CheckedTest[]> {
  return Promise.all(tests.map(async (test) => ({ test, availability: await availabilityOf(test, context) })));
}

/** By its contract `availability` never throws; when one does, that test alone is out. */
async function availabilityOf(test: BenchmarkTest, context: TestContext): Promise<Availability> {
  try {
    return await test.availability(context);
  } catch (error) {
    const words = printable(error instanceof Error ? error.message : String(error)).slice(0, 500);
    return { state: 'missing', why: `it could not be found out whether it can run: ${words}`, howToGet: 'Report this as a defect.' };
  }
}

export function whyNot(availability: Availability): string | null {
  if (availability.state === 'ready') return null;
  if (availability.state === 'absent') return availability.why;
  return `${availability.why}${/[.!?]$/.test(availability.why) ? '' : '.'} ${availability.howToGet}`;
}

export function testInfoOf({ test, availability }: CheckedTest): TestInfo {
  const { id, version, title, area, groups, method, engine, seconds, scratchBytes, metrics } = test;
  return { id, version, title, area, groups: [...groups], method, engine, seconds, scratchBytes, metrics: [...metrics], availability };
}
