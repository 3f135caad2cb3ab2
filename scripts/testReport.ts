/** Counts of both test runners, from the JSON that they write. */
import { z } from 'zod';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const noCounts: Counts = { passed: 0, failed: 0, skipped: 0 };

export function add(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

const vitestReport = z.object({
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(z.object({ status: z.string() })),
    }),
  ),
});

/** A file that fails outside of its tests (it does not load, for example) counts as one failure. */
export function countVitest(json: string): Counts {
  const report = vitestReport.parse(JSON.parse(json));
  let counts = noCounts;
  for (const file of report.testResults) {
    const statuses = file.assertionResults.map((result) => result.status);
    const failed = statuses.filter((status) => status === 'failed').length;
    const passed = statuses.filter((status) => status === 'passed').length;
    const broken = file.status === 'failed' && failed === 0 ? 1 : 0;
    counts = add(counts, { passed, failed: failed + broken, skipped: statuses.length - failed - passed });
  }
  // Errors outside of every file, such as an unhandled rejection.
  return !report.success && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

const playwrightReport = z.object({
  errors: z.array(z.unknown()),
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
});

/** A test that passed only on a retry counts as failed; an error outside of the tests counts as one failure. */
export function countPlaywright(json: string): Counts {
  const { errors, stats } = playwrightReport.parse(JSON.parse(json));
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length, skipped: stats.skipped };
}

/** The one line that ends every run; skipped tests are named only when there are any. */
export function summaryLine({ passed, failed, skipped }: Counts): string {
  return `${String(passed)} passed, ${String(failed)} failed${skipped === 0 ? '' : `, ${String(skipped)} skipped`}`;
}
