import os from 'node:os';
import { Overview } from '../pages/overview.ts';
import { expect, test } from '../support/fixtures.ts';

test('shows this machine, its profile and why', async ({ product }) => {
  const overview = new Overview(product.shell.page);
  await expect(product.shell.heading('Overview')).toBeVisible();
  await expect(product.shell.connected).toBeVisible();
  await expect(overview.profile.getByRole('listitem').first()).toBeVisible();
  await expect(product.shell.page.getByText(os.hostname(), { exact: true }).first()).toBeVisible();
  await expect(product.shell.page.getByText(os.release(), { exact: true }).first()).toBeVisible();
});

test('shows live figures that move', async ({ product }) => {
  const { page } = product.shell;
  await expect(page.getByText('Memory in use')).toBeVisible();
  // Two frames one second apart: the chart's path changes with every sample.
  const path = page.locator('svg path[d]').filter({ visible: true });
  const drawn = async (): Promise<string> => (await path.evaluateAll((all) => all.map((one) => one.getAttribute('d')))).join('|');
  const first = await drawn();
  await expect.poll(drawn, { timeout: 10_000 }).not.toBe(first);
});

test('reaches every page by keyboard and reports no error', async ({ product }) => {
  const { page } = product.shell;
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  for (const name of ['Monitor', 'Processes', 'Alerts', 'Hardware', 'Tuning', 'History', 'Settings', 'Overview'] as const) {
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).press('Enter');
    await expect(product.shell.heading(name)).toBeVisible();
  }
  expect(problems).toEqual([]);
});

test('fits the smallest window without scrolling sideways', async ({ product, surface }) => {
  const { page } = product.shell;
  if (surface === 'electron') {
    const electron = product.electron;
    await electron?.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(900, 600);
    });
  } else await page.setViewportSize({ width: 900, height: 600 });
  for (const name of ['Overview', 'Monitor', 'Processes', 'Alerts', 'Hardware', 'Tuning', 'History', 'Settings'] as const) {
    await product.shell.open(name);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(sideways, name).toBeLessThanOrEqual(0);
  }
});
