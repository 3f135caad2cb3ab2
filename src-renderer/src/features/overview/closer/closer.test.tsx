// @vitest-environment happy-dom
/** The closer look as a user meets it: by keyboard, with a legend, and back. */
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { renderWindow, type WindowUnderTest } from '../../../../testSupport/renderWindow.tsx';

let window: WindowUnderTest | undefined;
// The test document lays nothing out; the chart draws only where it is told a size.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 640, 400));
});
afterEach(() => {
  vi.restoreAllMocks();
  window?.close();
  window = undefined;
});

it('opens from the keyboard, has a legend that switches lines, and gives the focus back', async () => {
  window = await renderWindow('/');
  const { user } = window;
  const opener = await screen.findByRole('button', { name: 'Look closer: Disks' });
  opener.focus();
  await user.keyboard('{Enter}');
  const dialog = await screen.findByRole('dialog', { name: 'Disks' });
  const read = await within(dialog).findByRole('button', { name: 'nvme0n1 read' });
  expect(within(dialog).getByRole('row', { name: /nvme0n1 write .*B\/s .*B\/s .*B\/s/ })).toBeTruthy();
  expect(within(dialog).getByText(/the last 15 minutes\. 1 interruption/)).toBeTruthy();
  const lines = () => dialog.querySelectorAll('path.recharts-line-curve');
  expect(lines()).toHaveLength(2);
  // The interruption is a second beginning within each line.
  expect(lines()[0]?.getAttribute('d')?.match(/M/g)).toHaveLength(2);
  expect(read.getAttribute('aria-pressed')).toBe('true');
  await user.click(read);
  expect(read.getAttribute('aria-pressed')).toBe('false');
  expect(lines()).toHaveLength(1);
  await user.keyboard('{Escape}');
  await waitFor(() => {
    expect(screen.queryByRole('dialog')).toBeNull();
  });
  expect(document.activeElement).toBe(opener);
});

it('says why there is nothing to draw', async () => {
  const why = 'the kernel shows no temperature sensor';
  window = await renderWindow('/', {
    changeFrame: (frame) => ({ ...frame, temperatures: [], absent: [{ what: 'temperatures', why }] }),
  });
  const { user } = window;
  await user.click(await screen.findByRole('button', { name: 'Look closer: Temperature' }));
  const dialog = await screen.findByRole('dialog', { name: 'Temperature' });
  expect(await within(dialog).findByText('The kernel shows no temperature sensor')).toBeTruthy();
});
