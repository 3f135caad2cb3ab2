// @vitest-environment happy-dom
/** The process page in the whole window, with a machine in memory. */
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../src-main/contracts/errors.ts';
import { processWindow } from '../../../testSupport/processWindow.ts';

const opened = processWindow();

function rows(): readonly HTMLElement[] {
  return within(screen.getByRole('grid')).getAllByRole('row').slice(1);
}
const firstName = (): string | undefined => rows()[0]?.querySelector('td span')?.textContent;

describe('process table', () => {
  it('holds ten thousand processes with only the seen rows in the document', async () => {
    await opened('/processes', { processes: 10_000 });
    const grid = await screen.findByRole('grid', { name: 'Processes' });
    expect(grid.getAttribute('aria-rowcount')).toBe('10001');
    expect(rows().length).toBeGreaterThan(10);
    expect(rows().length).toBeLessThan(60);
    expect(screen.getByText('10,000 processes')).toBeTruthy();
  });

  it('sorts by the column that is asked for, and says so', async () => {
    const { user } = await opened();
    await user.click(await screen.findByRole('button', { name: 'Name' }));
    expect(firstName()).toBe('chromium');
    expect(screen.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('ascending');
    await user.click(screen.getByRole('button', { name: 'Name' }));
    expect(firstName()).toBe('systemd');
  });

  it('keeps the selection on its process while rows move and others end', async () => {
    const { user, server } = await opened('/processes', { frameMs: 150 });
    const grid = await screen.findByRole('grid');
    grid.focus();
    await user.keyboard('{ArrowDown}{ArrowDown}');
    const selected = grid.getAttribute('aria-activedescendant');
    expect(selected).not.toBeNull();
    const firstBefore = rows()[0]?.id;
    await waitFor(() => {
      expect(rows()[0]?.id).not.toBe(firstBefore);
    });
    expect(grid.getAttribute('aria-activedescendant')).toBe(selected);
    expect(server.processes.rows()).toHaveLength(60);
  });

  it('filters by what is typed into the table', async () => {
    const { user } = await opened();
    (await screen.findByRole('grid')).focus();
    await user.keyboard('rustc');
    expect(screen.getByRole('textbox', { name: /^Filter/ })).toHaveProperty('value', 'rustc');
    await waitFor(() => {
      expect(rows().every((row) => row.textContent.includes('rustc'))).toBe(true);
    });
    await user.click(screen.getByRole('button', { name: 'Clear the filter' }));
    expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('61');
  });

  it('shows the tree, closes and opens a part of it by keyboard', async () => {
    const { user } = await opened('/processes?view=tree');
    const tree = await screen.findByRole('treegrid');
    const all = tree.getAttribute('aria-rowcount');
    tree.focus();
    // The first process is the parent of most; find its row by keyboard.
    const place = within(tree)
      .getAllByRole('row')
      .findIndex((row) => row.getAttribute('aria-expanded') === 'true');
    await user.keyboard(`${'{ArrowDown}'.repeat(place)}{ArrowLeft}`);
    await waitFor(() => {
      expect(Number(tree.getAttribute('aria-rowcount'))).toBeLessThan(Number(all));
    });
    await user.keyboard('{ArrowRight}');
    await waitFor(() => {
      expect(tree.getAttribute('aria-rowcount')).toBe(all);
    });
  });

  it('shows services, and the processes of one', async () => {
    const { user } = await opened('/processes?view=groups');
    await user.click(await screen.findByRole('button', { name: 'sshd.service' }));
    expect(await screen.findByRole('grid')).toBeTruthy();
    expect(screen.getByRole('textbox', { name: /^Filter/ })).toHaveProperty('value', 'sshd.service');
  });

  it('says why there are no processes, and goes on by itself', async () => {
    const { server, features } = await opened('/settings', { frameMs: 100 });
    server.failNext(new AppError('transport.unavailable', 'no monitor', { details: { endpoint: 'monitor' }, retryable: true }));
    const seen: (string | undefined)[] = [];
    features.processes.store.subscribe((state) => seen.push(state.table.error?.code));
    const stop = features.processes.watchTable();
    await waitFor(() => {
      expect(seen).toContain('transport.unavailable');
    });
    await waitFor(() => {
      expect(features.processes.store.getState().table.value?.count).toBe(60);
    });
    stop();
  });
});
