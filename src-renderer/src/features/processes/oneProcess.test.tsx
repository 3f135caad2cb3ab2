// @vitest-environment happy-dom
/** One process and what may be done to it, with a machine in memory. */
import { type BoundFunctions, type queries, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../src-main/contracts/errors.ts';
import { processWindow } from '../../../testSupport/processWindow.ts';
import type { WindowOptions, WindowUnderTest } from '../../../testSupport/renderWindow.tsx';

const opened = processWindow();

describe('one process', () => {
  async function opensFirst(options: WindowOptions = {}): Promise<WindowUnderTest & { readonly drawer: BoundFunctions<typeof queries> }> {
    const under = await opened('/processes', { processes: 30, ...options });
    const { user } = under;
    (await screen.findByRole('grid')).focus();
    await user.keyboard('chromium ada');
    screen.getByRole('grid').focus();
    await user.keyboard('{ArrowDown}{Enter}');
    // Asking inside the drawer: the rows behind it are many.
    return { ...under, drawer: within(await screen.findByRole('dialog', { name: /^chromium, process/ })) };
  }

  it('is killed only after a confirmation that names it', async () => {
    const { user, server, drawer } = await opensFirst();
    await user.click(await drawer.findByRole('button', { name: 'Kill …' }));
    const question = await screen.findByRole('dialog', { name: 'Kill this process?' });
    expect(question.textContent).toMatch(/chromium, process \d+ of ada/);
    await user.click(within(question).getByRole('button', { name: 'Cancel' }));
    expect(server.processes.rows()).toHaveLength(30);
    await user.click(drawer.getByRole('button', { name: 'Kill …' }));
    await user.click(await screen.findByRole('button', { name: 'Kill it' }));
    expect(await drawer.findByText(/It has ended\. Done by your own right\./)).toBeTruthy();
    expect(server.processes.rows()).toHaveLength(29);
  });

  it('is paused and goes on', async () => {
    const { user, drawer } = await opensFirst();
    await user.click(await drawer.findByRole('button', { name: 'Pause' }));
    expect(await drawer.findByText(/It is paused/)).toBeTruthy();
    await user.click(await drawer.findByRole('button', { name: 'Continue' }));
    expect(await drawer.findByText(/It goes on/)).toBeTruthy();
  });

  it('gets other CPUs by box or by list, and names a wrong list', async () => {
    const { user, server, drawer } = await opensFirst();
    const list = await drawer.findByRole('textbox', { name: 'May run on CPUs' });
    await user.clear(list);
    await user.type(list, '0-');
    expect(await drawer.findByText('“0-” is not a CPU or a range such as 0-3')).toBeTruthy();
    await user.clear(list);
    await user.type(list, '0-1');
    await user.click(await drawer.findByRole('checkbox', { name: 'CPU 3' }));
    expect(list).toHaveProperty('value', '0-1,3');
    await user.click(drawer.getByRole('button', { name: 'Change' }));
    await waitFor(() => {
      expect(server.processes.rows().some((row) => row.affinity === '0-1,3')).toBe(true);
    });
    expect(await drawer.findByText(/Changed, and read back\. Done by your own right\./)).toBeTruthy();
  });

  it('shows a refusal in plain words where it happened', async () => {
    const { user, server, drawer } = await opensFirst();
    await drawer.findByRole('button', { name: 'Pause' });
    server.failNext(new AppError('privilege.dismissed', 'dismissed', { details: {} }));
    await user.click(drawer.getByRole('button', { name: 'Pause' }));
    expect((await drawer.findByRole('alert')).textContent).toContain('The password prompt was closed.');
  });

  it('has nothing to press on the dashboard', async () => {
    const { drawer } = await opensFirst({ surface: 'dashboard' });
    expect(await drawer.findByText('Command line')).toBeTruthy();
    for (const name of ['Kill …', 'End …', 'Pause', 'Change']) expect(drawer.queryByRole('button', { name })).toBeNull();
  });
});
