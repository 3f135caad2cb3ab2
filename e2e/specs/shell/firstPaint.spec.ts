/** Measures, and prints what it measured: time from start to window to real data. Not a budget that fails on a busy machine. */
import { expect, test } from '../../support/fixtures.ts';

test('time to the window and to the first real data', async ({ product, isolation }) => {
  const { page } = product.shell;
  await expect(product.shell.page.getByRole('button', { name: 'Why this one?' })).toBeVisible();
  // Cold programs and caches belong to the first start; a reload shows what the page itself costs.
  const reloadStarted = performance.now();
  await page.reload();
  await expect(product.shell.page.getByRole('button', { name: 'Why this one?' })).toBeVisible();
  const reloadMs = performance.now() - reloadStarted;
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime);
  expect(paint).toBeGreaterThan(0);
  console.log(
    `first paint ${String(Math.round(paint ?? 0))} ms after navigation, real data ${String(Math.round(reloadMs))} ms (${isolation.folder})`,
  );
});
