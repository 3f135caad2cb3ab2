import { describe, expect, it } from 'vitest';
import { add, countPlaywright, countVitest, summaryLine } from './testReport.ts';

function vitest(success: boolean, ...files: { status: string; tests: string[] }[]): string {
  const testResults = files.map(({ status, tests }) => ({ name: 'x', status, assertionResults: tests.map((one) => ({ status: one })) }));
  return JSON.stringify({ success, testResults });
}

describe('countVitest', () => {
  it('counts tests', () => {
    const report = vitest(false, { status: 'failed', tests: ['passed', 'failed', 'skipped', 'pending', 'todo'] });
    expect(countVitest(report)).toEqual({ passed: 1, failed: 1, skipped: 3 });
  });

  it('counts a file that does not load, and errors outside of every file', () => {
    expect(countVitest(vitest(false, { status: 'failed', tests: [] })).failed).toBe(1);
    expect(countVitest(vitest(false, { status: 'passed', tests: ['passed'] }))).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });
});

describe('countPlaywright', () => {
  it('counts flaky tests and errors outside of tests as failed', () => {
    const report = JSON.stringify({ errors: [{}], stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 } });
    expect(countPlaywright(report)).toEqual({ passed: 5, failed: 3, skipped: 2 });
  });
});

describe('summaryLine', () => {
  it('is one line', () => {
    expect(summaryLine({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
    expect(summaryLine(add({ passed: 1, failed: 1, skipped: 1 }, { passed: 1, failed: 0, skipped: 1 }))).toBe(
      '2 passed, 1 failed, 2 skipped',
    );
  });
});
