// @vitest-environment happy-dom
/** The proof page in the whole window, with a machine in memory. */
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { renderWindow, type WindowUnderTest } from '../../../testSupport/renderWindow.tsx';

let window: WindowUnderTest | undefined;
afterEach(() => {
  window?.close();
  window = undefined;
});

async function opened(path: string): Promise<WindowUnderTest> {
  window = await renderWindow(path);
  return window;
}

/** Fills in the command and agrees. */
async function startCommand({ user }: WindowUnderTest): Promise<void> {
  await user.click(await screen.findByText('My own command'));
  await user.type(screen.getByLabelText('Command'), 'make -C "my project"');
  await user.click(screen.getByRole('button', { name: 'Prove …' }));
  const dialog = await screen.findByRole('dialog', { name: 'Before it starts' });
  await user.click(within(dialog).getByRole('button', { name: 'Agree and start' }));
}

describe('proving', () => {
  it('says what is missing, then what one agrees to, and only then starts', async () => {
    const page = await opened('/proof');
    expect(await screen.findByText('Choose what should become better.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Prove …' })).toHaveProperty('disabled', true);
    await page.user.click(await screen.findByText('My own command'));
    await page.user.type(screen.getByLabelText('Command'), 'make -C "my project"');
    await page.user.click(screen.getByRole('button', { name: 'Prove …' }));
    const dialog = await screen.findByRole('dialog', { name: 'Before it starts' });
    expect(dialog.textContent).toContain('At the end everything is stock again, also what helped.');
    expect(page.server.proof.asked()).toEqual([]);
    await page.user.click(within(dialog).getByRole('button', { name: 'Agree and start' }));
    await waitFor(() => {
      expect(page.server.proof.asked()).toMatchObject([
        { goal: { kind: 'command', command: ['make', '-C', 'my project'] }, subject: { kind: 'search', knobIds: null }, keep: false },
      ]);
    });
  });

  it('lists what can be tried, with what speaks against it', async () => {
    const { user, server } = await opened('/proof');
    const list = await screen.findByRole('list', { name: 'Settings that can be tried' });
    expect(list.textContent).toContain('Left out: The administrator set it.');
    await user.click(within(list).getByRole('checkbox', { name: 'Willingness to swap' }));
    await startCommand({ user } as WindowUnderTest);
    await waitFor(() => {
      expect(server.proof.asked()).toMatchObject([{ subject: { kind: 'search', knobIds: ['vm.swappiness'] } }]);
    });
  });

  it('shows stock and candidate as they are measured, and the story at the end', async () => {
    const page = await opened('/proof');
    await startCommand(page);
    const at = { trialId: 'trial-1', trialTitle: 'Read-ahead: 128 → 4096 KiB', phase: 'final' } as const;
    page.server.proof.report({ ...at, arm: 'stock', value: 640, done: 60 });
    page.server.proof.report({ ...at, arm: 'candidate', value: 912, done: 70 });
    expect(await screen.findByRole('figure', { name: /stock, median 640.*; candidate, median 912/ })).toBeTruthy();
    expect(screen.getByText('Deciding: new measurements, which alone can say that it helps')).toBeTruthy();
    page.server.proof.end();
    await page.user.click(await screen.findByRole('link', { name: 'Read what came of it' }));
    expect(await screen.findByText(/made sequential reads 42\.5% faster/)).toBeTruthy();
    expect(screen.getByRole('figure', { name: /^Read-ahead of virtual disks/ })).toBeTruthy();
    expect(screen.getByRole('img', { name: 'Gain +42.5%, interval +41.7% to +43.4%; +1.00% are worth a change' })).toBeTruthy();
    expect(screen.getAllByText('no difference shown').length).toBeGreaterThan(0);
    expect(screen.getByRole('list', { name: 'Settings that were not tried' }).textContent).toContain('The administrator set it.');
    expect(screen.getByText('machine is at stock')).toBeTruthy();
  });

  it('is stopped, and the form is there again', async () => {
    const page = await opened('/proof');
    await startCommand(page);
    await page.user.click(await screen.findByRole('button', { name: 'Stop and go back to stock' }));
    expect(await screen.findByRole('button', { name: 'Prove …' })).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
  });
});

describe('proofs', () => {
  it('explain themselves while there are none', async () => {
    await opened('/proof?view=proofs');
    expect(await screen.findByText('Nothing was proven yet')).toBeTruthy();
  });

  it('say which of them are old, and are removed only after asking', async () => {
    const page = await opened('/proof');
    await startCommand(page);
    await screen.findByRole('button', { name: 'Stop and go back to stock' });
    page.server.proof.end();
    await page.user.click(await screen.findByText('Proofs'));
    expect((await screen.findByRole('alert')).textContent).toContain('kernel 6.12.41 to 6.12.48');
    await page.user.click(await screen.findByRole('link', { name: /^Open Search for faster cold reads/ }));
    await page.user.click(await screen.findByRole('button', { name: 'Remove' }));
    const dialog = await screen.findByRole('dialog', { name: 'Remove this proof?' });
    expect(page.server.proof.removed()).toEqual([]);
    await page.user.click(within(dialog).getByRole('button', { name: 'Remove the proof' }));
    expect(await screen.findByText('Nothing was proven yet')).toBeTruthy();
  });
});
