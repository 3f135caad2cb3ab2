/** The product's main job on the real settings of this machine: plan, apply, verify, undo, and stock again. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { History } from '../pages/history.ts';
import { Overview } from '../pages/overview.ts';
import { ChangeDialog, Tuning } from '../pages/tuning.ts';
import { expect, test } from '../support/fixtures.ts';
import { runProgram } from '../support/isolation.ts';
import { canChangeKernel, differences, type KernelValues, kernelValues } from '../support/kernel.ts';

const cachePressure = 'Keep folder and file information in memory';
const cachePressureFile = '/proc/sys/vm/vfs_cache_pressure';

function dropIns(): readonly string[] {
  return existsSync('/etc/sysctl.d') ? readdirSync('/etc/sysctl.d').filter((name) => name.includes('hecate')) : [];
}

/** The settings that the tests below choose. */
function chosen(stock: KernelValues): KernelValues {
  return new Map([...stock].filter(([file]) => file === cachePressureFile || /\/block\/vd.*read_ahead_kb$/.test(file)));
}

/** What differs now, with its stock value: other programs may move other settings meanwhile. */
function onlyMoved(stock: KernelValues): KernelValues {
  const now = kernelValues();
  return new Map([...stock].filter(([file, value]) => now.get(file) !== value));
}

test.beforeEach(() => {
  test.skip(!canChangeKernel(), 'changing kernel settings takes root');
});

test('window: what the profile proposes is shown, applied, verified and undone', async ({ product, stock }) => {
  const { shell } = product;
  const [tuning, change, history] = [new Tuning(shell.page), new ChangeDialog(shell.page), new History(shell.page)];
  await shell.open('Tuning');
  await tuning.review.click();
  const count = await change.steps.count();
  expect(count).toBeGreaterThan(0);
  await change.keepOverReboot(false);
  await change.askAfterwards(false);
  await expect(change.dialog.getByRole('button', { name: /^Apply / })).toBeEnabled();
  await change.apply();
  await expect(change.dialog).toContainText('written and read back');
  await change.done();
  const moved = onlyMoved(stock);
  expect(moved.size).toBeGreaterThan(0);

  await tuning.openVerify();
  await expect(tuning.verdicts().filter({ hasText: 'applied' }).first()).toBeVisible();
  await expect(tuning.verdicts().filter({ hasText: 'drifted' })).toHaveCount(0);

  await shell.open('History');
  await history.undoNewest();
  await expect(change.dialog).toContainText(/put back to what/);
  await change.done();
  expect(differences(moved, kernelValues())).toEqual([]);
  await shell.open('Overview');
  await expect(new Overview(shell.page).headline('Stock: nothing is tuned')).toBeVisible();
});

test('window: what is kept over a reboot is a managed file, and it goes with the undo', async ({ product, stock }) => {
  const { shell } = product;
  const [tuning, change, history] = [new Tuning(shell.page), new ChangeDialog(shell.page), new History(shell.page)];
  const before = dropIns();
  await shell.open('Tuning');
  await tuning.chooseOnly(cachePressure);
  await tuning.review.click();
  await change.keepOverReboot(true);
  await change.askAfterwards(false);
  await change.apply();
  await expect(change.dialog).toContainText('written and read back');
  await change.done();
  expect(readFileSync(cachePressureFile, 'utf8').trim()).not.toBe(stock.get(cachePressureFile));
  expect(dropIns().length).toBe(before.length + 1);
  await shell.open('History');
  await history.everythingBack();
  await expect(change.dialog).toContainText(/put back to what/);
  await change.done();
  expect(differences(chosen(stock), kernelValues())).toEqual([]);
  expect(dropIns()).toEqual(before);
});

test('window: a change that nobody confirms reverts by itself', async ({ product, stock, isolation }) => {
  const { shell } = product;
  const [tuning, change] = [new Tuning(shell.page), new ChangeDialog(shell.page)];
  const set = await runProgram('hecate', ['settings', 'set', 'confirmSeconds', '10'], isolation.env);
  expect(set.code, set.stderr).toBe(0);
  await shell.open('Tuning');
  await tuning.chooseOnly(cachePressure);
  await tuning.review.click();
  await change.keepOverReboot(false);
  await change.askAfterwards(true);
  await change.apply();
  await expect(shell.page.getByRole('timer')).toBeVisible();
  expect(readFileSync(cachePressureFile, 'utf8').trim()).not.toBe(stock.get(cachePressureFile));
  await expect.poll(() => differences(chosen(stock), kernelValues()), { timeout: 30_000 }).toEqual([]);
  await expect(shell.page.getByRole('timer')).toBeHidden({ timeout: 15_000 });
  if (await change.dialog.isVisible()) await change.done();
  await shell.open('History');
  await expect(new History(shell.page).plans().first()).toContainText(/undone/);
});

test('window: a reload keeps the countdown, and keeping the change keeps it', async ({ product, stock }) => {
  const { shell } = product;
  const [tuning, change, history] = [new Tuning(shell.page), new ChangeDialog(shell.page), new History(shell.page)];
  await shell.open('Tuning');
  await tuning.chooseOnly(cachePressure);
  await tuning.review.click();
  await change.keepOverReboot(false);
  await change.askAfterwards(true);
  await change.apply();
  // Reloaded in the middle of the work: the job belongs to hecated, not to the page.
  await shell.page.reload();
  await shell.page.getByRole('button', { name: 'Keep', exact: true }).click();
  await expect(shell.page.getByRole('timer')).toBeHidden();
  await shell.open('History');
  await expect(history.plans().first()).toContainText('in force');
  expect(readFileSync(cachePressureFile, 'utf8').trim()).not.toBe(stock.get(cachePressureFile));
  await history.undoNewest();
  await expect(change.dialog).toContainText(/put back to what/);
  expect(differences(chosen(stock), kernelValues())).toEqual([]);
});

test('command line: plan, apply, verify, undo on memory and disk settings, and the window sees it', async ({
  product,
  stock,
  isolation,
}) => {
  const hecate = async (...args: string[]): Promise<string> => {
    const done = await runProgram('hecate', args, isolation.env);
    expect(done.code, `hecate ${args.join(' ')}: ${done.stderr}`).toBe(0);
    return done.stdout;
  };
  const knobs = ['vm.vfs_cache_pressure', 'block.read_ahead.virtual'];
  const only = knobs.flatMap((knob) => ['--only', knob]);
  const values = ['--set', 'vm.vfs_cache_pressure=60', '--set', 'block.read_ahead.virtual=256', '--override-owners', '--no-persist'];
  const plan = await hecate('tune', 'plan', ...only, ...values, '--json');
  expect(plan).toContain('vm.vfs_cache_pressure');
  expect(differences(chosen(stock), kernelValues())).toEqual([]);

  await hecate('tune', 'apply', ...only, ...values, '--yes');
  expect(readFileSync(cachePressureFile, 'utf8').trim()).toBe('60');
  const disk = [...stock.keys()].find((file) => /\/block\/vd.*read_ahead_kb$/.test(file));
  if (disk !== undefined) expect(readFileSync(disk, 'utf8').trim()).toBe('256');
  await hecate('tune', 'verify');

  await product.shell.open('History');
  await expect(new History(product.shell.page).plans().first()).toContainText('in force');

  await hecate('undo', '--all', '--yes');
  expect(differences(chosen(stock), kernelValues())).toEqual([]);
  await expect(new History(product.shell.page).plans().first()).toContainText('undone');
});
