import { expect, it } from 'vitest';
import { benchmarkArea, testResult } from '../../../contracts/benchmarkResult.ts';
import { benchmarkTests } from './catalog.ts';

it('the tests have ids of their own, and titles that stand beside their area without repeating it', () => {
  expect(new Set(benchmarkTests.map(({ id }) => id)).size).toBe(benchmarkTests.length);
  expect(new Set(benchmarkTests.map(({ title }) => title)).size).toBe(benchmarkTests.length);
  expect(new Set(benchmarkTests.map(({ area }) => area))).toEqual(new Set(benchmarkArea.options));
  for (const { id, title } of benchmarkTests) {
    expect(testResult.shape.title.safeParse(title).success, id).toBe(true);
    expect(title, id).not.toMatch(/^(?:processor|memory|disks?|network|schedul\w+|graphics|machine learning): /i);
  }
});

it('the quick group leaves time for looking at the machine within its minute', () => {
  const seconds = benchmarkTests.filter(({ groups }) => groups.includes('quick')).map((test) => test.seconds);
  expect(seconds.length).toBeGreaterThan(5);
  expect(seconds.reduce((sum, one) => sum + one, 0)).toBeLessThan(70);
});
