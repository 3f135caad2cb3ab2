// @vitest-environment happy-dom
/** The way of a change through the window, as a user goes it: plan, consent, apply, countdown, verify, undo. */
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../src-main/contracts/errors.ts';
import { renderWindow, type WindowUnderTest } from '../../../testSupport/renderWindow.tsx';

let window: WindowUnderTest | undefined;
afterEach(() => {
  window?.close();
  window = undefined;
});

async function opened(path = '/tuning', options = {}): Promise<WindowUnderTest> {
  window = await renderWindow(path, options);
  await screen.findByText('Willingness to swap');
  return window;
}

async function review({ user }: WindowUnderTest): Promise<HTMLElement> {
  await user.click(screen.getByRole('button', { name: 'Review and apply' }));
  return screen.findByRole('dialog', { name: 'Review the Plan' });
}

describe('tuning', () => {
  it('shows what is proposed and changes nothing by looking', async () => {
    const { server } = await opened();
    expect(screen.getByRole('checkbox', { name: 'Put “Willingness to swap” into the Plan' })).toHaveProperty('checked', true);
    expect(server.tuning.records()).toEqual([]);
    expect(server.tuning.valueOf('vm.swappiness')).toBe('60');
  });

  it('plans exactly what is ticked, applies it, and says what happened to each step', async () => {
    const current = await opened();
    const { user, server } = current;
    await user.click(screen.getByRole('checkbox', { name: 'Put “I/O scheduler of sda” into the Plan' }));
    const dialog = await review(current);
    expect(server.tuning.lastInput()?.only).toEqual(['cpu.energyPreference', 'vm.swappiness', 'vm.dirtyBytes']);
    expect(within(dialog).getByRole('list', { name: 'Steps of the Plan' }).children).toHaveLength(3);
    expect(within(dialog).getByText('256 MiB')).toBeTruthy();
    await user.click(within(dialog).getByRole('button', { name: /^Apply/ }));
    const result = await screen.findByRole('dialog', { name: 'The Plan is in force' });
    expect(within(result).getByRole('list', { name: 'Result of each step' }).children).toHaveLength(3);
    expect(server.tuning.valueOf('vm.swappiness')).toBe('10');
    expect(server.tuning.valueOf('storage.sda.scheduler')).toBe('mq-deadline');
  });

  it('lets a danger into the Plan only after it was read and accepted', async () => {
    const current = await opened();
    const { user, server } = current;
    await user.click(screen.getByRole('radio', { name: /^Dangerous/ }));
    const box = await screen.findByRole('checkbox', { name: 'Put “Protection against processor flaws” into the Plan' });
    await user.click(box);
    const dialog = await screen.findByRole('dialog', { name: /This is dangerous/ });
    expect(within(dialog).getByText(/may be able to read passwords/)).toBeTruthy();
    expect(within(dialog).getByRole('button', { name: 'Accept the danger' })).toHaveProperty('disabled', true);
    await user.click(within(dialog).getByRole('button', { name: 'Leave it alone' }));
    expect(box).toHaveProperty('checked', false);

    await user.click(box);
    const again = await screen.findByRole('dialog', { name: /This is dangerous/ });
    await user.click(within(again).getByRole('checkbox'));
    await user.click(within(again).getByRole('button', { name: 'Accept the danger' }));
    await waitFor(() => {
      expect(box).toHaveProperty('checked', true);
    });
    const plan = await review(current);
    expect(server.tuning.lastInput()?.acceptDangers).toEqual(['boot.mitigations']);
    // A boot change advises the countdown, so it is on without being asked for.
    expect(within(plan).getByRole('switch', { name: /Ask me afterwards/ })).toHaveProperty('checked', true);
  });

  it('asks before it takes a setting away from another program', async () => {
    const current = await opened();
    const { user, server } = current;
    await user.click(screen.getByRole('radio', { name: /^Left alone/ }));
    await user.click(await screen.findByRole('checkbox', { name: 'Put “PCIe link power saving” into the Plan' }));
    const dialog = await screen.findByRole('dialog', { name: /Take over/ });
    expect(within(dialog).getByText(/TLP sets it at every start/)).toBeTruthy();
    await user.click(within(dialog).getByRole('checkbox'));
    await user.click(within(dialog).getByRole('button', { name: 'Take it over' }));
    await review(current);
    expect(server.tuning.lastInput()).toMatchObject({ overrideOwners: true });
  });

  it('explains a value that is not allowed and does not take it over', async () => {
    const { user, features } = await opened();
    await user.click(screen.getByRole('button', { name: 'Show details of Willingness to swap' }));
    const field = await screen.findByLabelText('Your own value');
    await user.clear(field);
    await user.type(field, '500');
    expect(await screen.findByText('A number from 0 to 200')).toBeTruthy();
    expect(features.tuning.store.getState().selection.values['vm.swappiness']).toBe('50');
  });

  it('stops when asked, and everything is put back', async () => {
    const current = await opened('/tuning', { stepMs: 400 });
    const { user, server } = current;
    const dialog = await review(current);
    await user.click(within(dialog).getByRole('button', { name: /^Apply/ }));
    await screen.findByText(/^1 of 4/, {}, { timeout: 3_000 });
    await user.click(screen.getByRole('button', { name: 'Stop and put everything back' }));
    await screen.findByRole('dialog', { name: 'The Plan was not applied' });
    expect(server.tuning.valueOf('cpu.energyPreference')).toBe('balance_performance');
    expect(server.tuning.records()).toEqual([]);
  });

  it('says why a Plan was refused, with the field', async () => {
    const current = await opened();
    const { user, server } = current;
    const dialog = await review(current);
    const details = { stepId: 's', field: 'steps[0].operation.value', problem: 'not one of the allowed values' };
    server.failNext(new AppError('plan.refused', 'the executor refused it', { details }));
    await user.click(within(dialog).getByRole('button', { name: /^Apply/ }));
    expect(await screen.findByText('The Plan was refused before anything was written')).toBeTruthy();
    expect(screen.getByText(/steps\[0\].operation.value: not one of/)).toBeTruthy();
  });

  it('offers no way to apply on a connection that may only look', async () => {
    const current = await opened('/tuning', { scope: 'read' });
    const dialog = await review(current);
    expect(within(dialog).getByRole('button', { name: /^Apply/ })).toHaveProperty('disabled', true);
  });
});

async function appliedWithCountdown(): Promise<WindowUnderTest> {
  const current = await opened();
  const { user } = current;
  const dialog = await review(current);
  await user.click(within(dialog).getByRole('switch', { name: /Ask me afterwards/ }));
  await user.click(within(dialog).getByRole('button', { name: /^Apply/ }));
  await screen.findByText('Is everything still working?');
  return current;
}

describe('keep or revert', () => {
  it('counts down, and Enter keeps', async () => {
    const { user, server } = await appliedWithCountdown();
    expect(screen.getByRole('timer').getAttribute('aria-label')).toMatch(/^(30|29) seconds left$/);
    await user.keyboard('{Enter}');
    await waitFor(() => {
      expect(server.tuning.records()[0]?.state).toBe('applied');
    });
    await waitFor(() => {
      expect(screen.queryByText('Is everything still working?')).toBeNull();
    });
    expect(server.tuning.valueOf('vm.swappiness')).toBe('10');
  });

  it('keeps Enter for itself when the focus is on something behind it', async () => {
    const { user, server, features } = await appliedWithCountdown();
    screen.getByRole('button', { name: 'Review and apply', hidden: true }).focus();
    await user.keyboard('{Enter}');
    await waitFor(() => {
      expect(server.tuning.records()[0]?.state).toBe('applied');
    });
    expect(features.change.store.getState().phase).toBe('applied');
  });

  it('goes back with Escape', async () => {
    const { user, server } = await appliedWithCountdown();
    await user.keyboard('{Escape}');
    await waitFor(() => {
      expect(server.tuning.valueOf('vm.swappiness')).toBe('60');
    });
    expect(server.tuning.records()[0]?.state).toBe('undone');
  });

  it('is there again after the window was opened anew', async () => {
    const { server, features } = await appliedWithCountdown();
    server.cut('the service was restarted');
    features.session.retryNow();
    expect(await screen.findByText('Is everything still working?')).toBeTruthy();
    expect(server.tuning.records()[0]?.state).toBe('awaitingConfirmation');
  });
});

async function appliedPlan(): Promise<WindowUnderTest> {
  const current = await opened();
  const { user } = current;
  const dialog = await review(current);
  await user.click(within(dialog).getByRole('button', { name: /^Apply/ }));
  await user.click(await screen.findByRole('button', { name: 'Done' }));
  return current;
}

describe('afterwards', () => {
  it('reports drift and never writes it back by itself', async () => {
    const { user, server } = await appliedPlan();
    server.tuning.drift('vm.swappiness', '42');
    await user.click(await screen.findByText('Verify (1 drifted)'));
    const row = (await screen.findByText('Should be')).closest('table');
    expect(within(row!).getByText('drifted')).toBeTruthy();
    expect(within(row!).getByText('42')).toBeTruthy();
    expect(server.tuning.valueOf('vm.swappiness')).toBe('42');
  });

  it('undoes one knob and leaves the others in force', async () => {
    const { user, server } = await appliedPlan();
    await user.click(screen.getByText('Verify'));
    await user.click(await screen.findByRole('button', { name: 'Undo Willingness to swap' }));
    const dialog = await screen.findByRole('dialog', { name: 'Undo “Willingness to swap”?' });
    await user.click(within(dialog).getByRole('button', { name: 'Undo' }));
    await screen.findByRole('dialog', { name: 'What was undone' });
    expect(server.tuning.valueOf('vm.swappiness')).toBe('60');
    expect(server.tuning.valueOf('storage.sda.scheduler')).toBe('bfq');
  });

  it('leaves a conflict alone, explains it, and forces only when told to', async () => {
    const { user, server } = await appliedPlan();
    server.tuning.drift('vm.swappiness', '42');
    await user.click(screen.getByRole('link', { name: /History/ }));
    await user.click(await screen.findByRole('button', { name: /^Undo AI Flagship/ }));
    await user.click(within(await screen.findByRole('dialog', { name: /^Undo/ })).getByRole('button', { name: 'Undo' }));
    const dialog = await screen.findByRole('dialog', { name: 'What was undone' });
    expect(within(dialog).getByText('changed by somebody else')).toBeTruthy();
    expect(server.tuning.valueOf('vm.swappiness')).toBe('42');
    await user.click(within(dialog).getByRole('button', { name: 'Put the old values back anyway' }));
    await waitFor(() => {
      expect(server.tuning.valueOf('vm.swappiness')).toBe('60');
    });
  });
});
