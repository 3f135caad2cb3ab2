// @vitest-environment happy-dom
/** The monitor page as a user meets it. The test document lays nothing out, so that the drawings themselves wait; words, tables and addresses do not. */
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { laptopShape, serverShape, virtualShape } from '../../../testSupport/machines.ts';
import { renderWindow, type WindowUnderTest } from '../../../testSupport/renderWindow.tsx';

let window: WindowUnderTest | undefined;
afterEach(() => {
  vi.restoreAllMocks();
  window?.close();
  window = undefined;
});

const resources = () => screen.findByRole('navigation', { name: 'Resources' });

it('lists what the machine has, and says of the rest why it is not there', async () => {
  window = await renderWindow('/monitor', { shape: virtualShape });
  const list = await resources();
  await within(list).findByRole('button', { name: /^Battery: This machine has no battery/ });
  expect(
    within(list)
      .getAllByRole('link')
      .map((link) => link.textContent),
  ).toEqual(['Processor', 'Memory', 'Waiting', 'Disks', 'File systems', 'Network', 'Compare two']);
  expect(within(list).getByRole('button', { name: /^Graphics: No graphics card/ })).toBeTruthy();
});

it('shows live figures, and asks the history for what its charts draw and nothing else', async () => {
  window = await renderWindow('/monitor?resource=pressure&span=6h', { shape: laptopShape });
  await screen.findByRole('heading', { name: 'Waiting' });
  await waitFor(() => {
    expect(window?.server.history.asked().at(-1)?.series).toEqual([
      'pressure.cpuPercent',
      'pressure.memoryPercent',
      'pressure.ioPercent',
      'pressure.memoryFullPercent',
      'pressure.ioFullPercent',
    ]);
  });
  const asked = window.server.history.asked().at(-1);
  expect(Math.round(((asked?.toMs ?? 0) - (asked?.fromMs ?? 0)) / 3_600_000)).toBe(6);
  const table = screen.getByRole('table', { name: /^Somebody had to wait/ });
  await waitFor(() => {
    expect(within(table).getByRole('row', { name: /^For memory \d.*% \d.*% \d.*%$/ })).toBeTruthy();
  });
});

it('draws the device that a link asks for, among forty', async () => {
  window = await renderWindow('/monitor?series=disk.tempC%2Fsdz&at=1800000000000', {
    shape: { ...virtualShape, disks: serverShape.disks },
  });
  const device = await screen.findByRole('button', { name: /^sdz/ });
  expect(device.getAttribute('aria-pressed')).toBe('true');
  const charts = await screen.findByRole('region', { name: 'Charts over time' });
  // The chart of the metric that was asked for comes first.
  await waitFor(() => {
    expect(within(charts).getAllByRole('heading', { level: 3 })[0]?.textContent).toBe('Temperature');
  });
  await window.user.click(device);
  expect(device.getAttribute('aria-pressed')).toBe('false');
  await window.user.type(screen.getByRole('textbox', { name: /^Find by name/ }), 'sda');
  expect(screen.getAllByRole('button', { name: /^sda/ })).toHaveLength(7);
  expect(screen.queryByRole('button', { name: /^sdz/ })).toBeNull();
});

it('moves and zooms from the keyboard, and the span buttons follow', async () => {
  window = await renderWindow('/monitor?resource=memory', { shape: laptopShape });
  const pressed = (name: string) => screen.getByRole('button', { name }).getAttribute('aria-pressed');
  const charts = await screen.findByRole('region', { name: 'Charts over time' });
  expect(pressed('5 min')).toBe('true');
  charts.focus();
  await window.user.keyboard('-');
  expect(pressed('15 min')).toBe('true');
  await window.user.keyboard('{ArrowLeft}');
  expect(pressed('15 min')).toBe('false');
  expect(screen.getByRole('button', { name: 'Forward in time (right arrow)' })).toHaveProperty('disabled', false);
  await window.user.keyboard('0');
  expect(pressed('15 min')).toBe('true');
});

it('says what happened in the time shown, and opens it', async () => {
  window = await renderWindow('/monitor?resource=memory&span=1h', { shape: laptopShape });
  const flag = await screen.findByRole('button', { name: /Programs waited for memory 38% of the time/ });
  await window.user.click(flag);
  await screen.findByRole('heading', { name: 'Alerts' });
});

it('flags a Plan as soon as it is applied, and opens it in the history', async () => {
  window = await renderWindow('/monitor?resource=memory&span=1m', { shape: laptopShape });
  await screen.findByRole('region', { name: 'Charts over time' });
  const { tuning } = window.features.session.clients();
  const { plan } = await tuning.plan({
    profileId: null,
    only: null,
    values: {},
    includeTierB: false,
    acceptDangers: [],
    overrideOwners: false,
    persist: true,
  });
  await tuning.apply({ plan, confirmWithinSeconds: null });
  await window.user.click(await screen.findByRole('button', { name: /Plan applied: AI Flagship/ }));
  await screen.findByRole('heading', { name: 'History' });
  // The Plan that was asked for is open.
  expect(await screen.findByRole('button', { name: 'Hide the changes of AI Flagship' })).toBeTruthy();
});

it('says why the past is missing, goes on live, and tries again', async () => {
  window = await renderWindow('/monitor?resource=memory&span=24h', { shape: laptopShape });
  await screen.findByRole('region', { name: 'Charts over time' });
  const { AppError } = await import('../../../../src-main/contracts/errors.ts');
  await waitFor(() => {
    expect(window?.server.history.asked().length).toBeGreaterThan(0);
  });
  // Everything else that was asked for at the beginning has been answered, too.
  await screen.findByRole('button', { name: /38% of the time/ });
  window.server.failNext(new AppError('host.notFound', 'the history file is gone', { details: { path: '/x' } }));
  await window.user.click(screen.getByRole('button', { name: '7 days' }));
  const notice = await screen.findByRole('alert');
  expect(notice.textContent).toContain('history file is gone');
  await window.user.click(within(notice).getByRole('button', { name: 'Try again' }));
  await waitFor(() => {
    expect(screen.queryByRole('alert')).toBeNull();
  });
});

it('puts two figures beside each other and keeps the choice in the address', async () => {
  window = await renderWindow('/monitor?resource=compare', { shape: laptopShape });
  await screen.findByText('Two figures beside each other');
  const left = screen.getByRole('combobox', { name: 'Left axis' });
  await window.user.click(left);
  await window.user.type(left, 'battery charge');
  await window.user.click((await screen.findAllByRole('option', { name: 'Battery charge: BAT0', hidden: true }))[0]!);
  const right = screen.getByRole('combobox', { name: 'Right axis' });
  await window.user.click(right);
  await window.user.type(right, 'processor busy');
  // Both lists are in the document; the second one is the one that was typed into.
  await window.user.click((await screen.findAllByRole('option', { name: 'Processor busy', hidden: true })).at(-1)!);
  await screen.findByText('Both have the same unit and share the left axis.');
  await waitFor(() => {
    expect(window?.server.history.asked().at(-1)?.series).toEqual(['battery.chargePercent/BAT0', 'cpu.busyPercent']);
  });
});

it('shows nothing of a resource that is not there, and why', async () => {
  window = await renderWindow('/monitor?resource=battery', { shape: virtualShape });
  await screen.findByText('Battery: nothing to show on this machine');
  expect(screen.queryByRole('region', { name: 'Charts over time' })).toBeNull();
});
