/** A short proof for real: the kernel setting is changed and taken back in turns, and the story ends at stock. */
import { readFileSync } from 'node:fs';
import { Proof } from '../pages/proof.ts';
import { expect, type SurfaceOptions, test } from '../support/fixtures.ts';
import { canChangeKernel, differences, kernelValues } from '../support/kernel.ts';

/** Does nothing on a machine that does not swap. */
const setting = 'Pages read from swap at once';
const file = '/proc/sys/vm/page-cluster';
const withinMs = 45_000;

/** A page in a browser may not have programs of its choice run. */
async function start(proof: Proof, surface: SurfaceOptions['surface'], value: string): Promise<void> {
  if (surface === 'electron') await proof.forCommand('sleep 0.3');
  else await proof.forTest('Integer arithmetic, one core');
  await proof.tryOnly(setting, value);
  await proof.shortest();
  await proof.start();
}

function inForce(): string {
  return readFileSync(file, 'utf8').trim();
}

test('stock and candidate are seen as they are measured, nothing helps, and the machine is at stock', async ({
  product,
  surface,
  stock,
}) => {
  test.skip(!canChangeKernel(), 'changing kernel settings takes root');
  test.setTimeout(2 * withinMs);
  const { page } = product.shell;
  const proof = new Proof(page);
  const before = inForce();
  await product.shell.open('Proof');
  await start(proof, surface, before === '0' ? '3' : '0');
  await expect(proof.stop).toBeVisible();

  await expect.poll(inForce, { timeout: withinMs, intervals: [50] }).not.toBe(before);
  await expect(proof.measurements).toBeVisible({ timeout: withinMs });

  await proof.readOn.click({ timeout: withinMs });
  await expect(proof.story).toContainText('Nothing was shown to help this machine.');
  await expect(page.getByText('machine is at stock')).toBeVisible();
  await expect(proof.measurements).toBeVisible();
  expect(inForce()).toBe(before);
  expect(differences(stock, kernelValues())).toEqual([]);
});

test('a proof that is stopped goes back to stock at once', async ({ product, surface, stock }) => {
  test.skip(!canChangeKernel(), 'changing kernel settings takes root');
  test.setTimeout(2 * withinMs);
  const { page } = product.shell;
  const proof = new Proof(page);
  const before = inForce();
  await product.shell.open('Proof');
  await start(proof, surface, before === '0' ? '3' : '0');
  await expect.poll(inForce, { timeout: withinMs, intervals: [50] }).not.toBe(before);
  // Loaded anew in the middle of the work: the proof belongs to hecated, not to the page.
  await page.reload();
  await proof.stop.click();
  await proof.readOn.click({ timeout: withinMs });
  await expect(page.getByText('machine is at stock')).toBeVisible();
  expect(inForce()).toBe(before);
  expect(differences(stock, kernelValues())).toEqual([]);
});
