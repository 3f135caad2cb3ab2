/** One short test for real: measured, looked at, compared with itself, and saved. */
import { readFile } from 'node:fs/promises';
import { Benchmarks } from '../pages/benchmarks.ts';
import { expect, test } from '../support/fixtures.ts';

const title = 'Integer arithmetic, one core';
const withinMs = 60_000;

test('a test is measured, its result has its uncertainty, and beside itself it shows no difference', async ({ product, surface }) => {
  test.setTimeout(2 * withinMs);
  const { page } = product.shell;
  const benchmarks = new Benchmarks(page);
  await product.shell.open('Benchmarks');
  await expect(page.getByRole('heading', { level: 2, name: 'State of the machine' })).toBeVisible();
  await benchmarks.runOnly(title);
  await expect(benchmarks.cancel).toBeVisible();
  // Loaded anew in the middle of the work: the run belongs to hecated, not to the page.
  await page.reload();
  await expect(benchmarks.cancel).toBeVisible();
  await benchmarks.seeResult.click({ timeout: withinMs });

  const figures = benchmarks.figures('Processor');
  await expect(figures).toContainText(title);
  await expect(figures.getByText(/^[\d.,]+ ± [\d.,]+\s\S+/).first()).toBeVisible();
  await expect(figures.getByRole('img', { name: /samples from/ }).first()).toBeVisible();

  if (surface === 'browser') {
    await page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'JSON' }).click()]);
    const run: unknown = JSON.parse(await readFile(await download.path(), 'utf8'));
    expect(run).toMatchObject({ schema: 'hecate.benchmark.run', state: 'finished' });
  }

  await benchmarks.view('Compare');
  await expect(page.getByText('No difference shown in any of the headline figures.')).toBeVisible();
  await benchmarks.view('Results');
  await expect(benchmarks.runs).toHaveCount(1);
});

test('a run that is cancelled ends, and the page is ready for the next', async ({ product }) => {
  const { page } = product.shell;
  const benchmarks = new Benchmarks(page);
  await product.shell.open('Benchmarks');
  await benchmarks.runOnly(title);
  await benchmarks.cancel.click();
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible({ timeout: 20_000 });
});
