import { readFile } from 'node:fs/promises';
import { Monitor } from '../pages/monitor.ts';
import { expect, test } from '../support/fixtures.ts';

test('draws what the machine does, and zooms where one drags', async ({ product }) => {
  const { page } = product.shell;
  const monitor = new Monitor(page);
  await product.shell.open('Monitor');
  await monitor.resource('Memory');
  const drawing = monitor.drawing('Memory');
  await drawing.scrollIntoViewIfNeeded();
  await expect(monitor.span('5 min')).toHaveAttribute('aria-pressed', 'true');
  const box = await drawing.boundingBox();
  expect(box).not.toBeNull();
  const { x, y, width } = box ?? { x: 0, y: 0, width: 0 };
  await page.mouse.move(x + width * 0.5, y + 20);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.75, y + 20, { steps: 4 });
  await page.mouse.up();
  await expect(monitor.span('5 min')).toHaveAttribute('aria-pressed', 'false');
  // A quarter of five minutes, in the address, so that a reload or a link shows the same.
  await expect.poll(() => stretchMs(page.url()), { timeout: 5_000 }).toBeGreaterThan(60_000);
  expect(stretchMs(page.url())).toBeLessThan(90_000);
  await monitor.charts.focus();
  await page.keyboard.press('0');
  await expect(monitor.span('5 min')).toHaveAttribute('aria-pressed', 'true');
});

function stretchMs(url: string): number {
  const search = new URLSearchParams(url.split('?').at(-1));
  return Number(search.get('to')) - Number(search.get('from'));
}

test('saves what is shown', async ({ product, surface }) => {
  test.skip(surface === 'electron', 'Electron asks for a place in a dialog of the system.');
  const { page } = product.shell;
  const monitor = new Monitor(page);
  await product.shell.open('Monitor');
  await monitor.resource('Waiting');
  // Something must have been kept before there is something to save.
  await page.waitForTimeout(3_000);
  await page.getByRole('button', { name: 'Save' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: /^CSV/ }).click()]);
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
  expect(lines[0]).toContain('time,pressure.cpuPercent min,pressure.cpuPercent mean,pressure.cpuPercent max');
  expect(lines.length).toBeGreaterThan(2);
});
