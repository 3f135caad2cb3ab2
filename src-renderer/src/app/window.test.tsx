// @vitest-environment happy-dom
/** The pages of the window with data, without data, and when things fail. */
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../src-main/contracts/errors.ts';
import { renderWindow, type WindowUnderTest } from '../../testSupport/renderWindow.tsx';

let window: WindowUnderTest | undefined;
afterEach(() => {
  window?.close();
  window = undefined;
});

async function opened(path: string, options = {}): Promise<WindowUnderTest> {
  window = await renderWindow(path, options);
  return window;
}

describe('overview', () => {
  it('says what the machine is, which profile it has and why', async () => {
    await opened('/');
    expect(await screen.findByText(/^A desktop with a 32-core AMD Ryzen Threadripper PRO 7975WX/)).toBeTruthy();
    expect(await screen.findByText('AI Flagship')).toBeTruthy();
    expect(screen.getByText('2 GPUs, 96 GiB of GPU memory in total → AI Flagship')).toBeTruthy();
    expect(screen.getByRole('link', { name: /Tune this machine/ })).toBeTruthy();
  });

  it('shows live figures with a description of each chart', async () => {
    await opened('/');
    const charts = await screen.findAllByRole('img', { name: /last minute: now/ });
    expect(charts).toHaveLength(8);
  });

  it('tells of drift at once and leads to it', async () => {
    const { server, features } = await opened('/');
    await screen.findByText('Stock: nothing is tuned');
    const preview = await features.session.clients().tuning.plan({ only: ['vm.swappiness'] });
    await features.session.clients().tuning.apply({ plan: preview.plan });
    await screen.findByText('Tuned, and as it should be');
    server.tuning.drift('vm.swappiness', '1');
    expect(await screen.findByText(/changed Willingness to swap\. Nothing was written back/)).toBeTruthy();
  });

  it('keeps its words when the connection is lost, says so, and recovers', async () => {
    const { server, features } = await opened('/');
    await screen.findByText(/^A desktop with/);
    server.cut('The service stopped.');
    expect(await screen.findByText('Not connected')).toBeTruthy();
    expect(screen.getByText(/^A desktop with/)).toBeTruthy();
    features.session.retryNow();
    expect(await screen.findByText('Connected')).toBeTruthy();
  });
});

describe('hardware', () => {
  it('shows what is missing with its reason for the pointer and the keyboard', async () => {
    const { user } = await opened('/hardware');
    await user.click(await screen.findByRole('button', { name: 'Memory' }));
    const missing = await screen.findByRole('button', { name: /^not known: Readable by root only/ });
    missing.focus();
    expect(await screen.findByRole('tooltip')).toHaveProperty('textContent', 'Readable by root only. “sudo hecate info” shows it.');
  });

  it('previews the export without the machine’s name', async () => {
    await opened('/hardware?export=true');
    const dialog = await screen.findByRole('dialog', { name: 'Export for a bug report' });
    const preview = await within(dialog).findByText(/schemaVersion/);
    expect(preview.textContent).toContain('Removed for the report.');
    expect(preview.textContent).not.toContain('atelier');
  });

  it('puts what is missing first in doctor, with the way to get it', async () => {
    const { user } = await opened('/hardware');
    await user.click(await screen.findByRole('button', { name: 'Doctor' }));
    const remedies = await screen.findAllByText(/modprobe drivetemp|hecate info/);
    expect(remedies[0]?.textContent).toBe('sudo modprobe drivetemp');
  });
});

describe('profiles', () => {
  it('makes a profile of one’s own, puts it in force, and goes back to the hardware’s', async () => {
    const { user, features } = await opened('/tuning');
    await user.click(await screen.findByRole('button', { name: 'More for the profile AI Flagship' }));
    await user.click(await screen.findByText('Make your own from it …'));
    await user.click(await screen.findByRole('button', { name: 'Make the profile' }));
    await waitFor(() => {
      expect(features.profiles.store.getState().choice.value).toMatchObject({ profileId: 'my-ai-flagship', overridden: true });
    });
    await user.click(await screen.findByRole('button', { name: 'More for the profile My AI Flagship' }));
    await user.click(await screen.findByText('Use what fits the hardware'));
    await waitFor(() => {
      expect(features.profiles.store.getState().choice.value?.overridden).toBe(false);
    });
  });

  it('names what is wrong with an imported file', async () => {
    const { user } = await opened('/tuning');
    await user.click(await screen.findByRole('button', { name: 'More for the profile AI Flagship' }));
    await user.click(await screen.findByText('Import from file …'));
    await user.type(await screen.findByLabelText('Text of the profile file'), 'not a profile');
    await user.click(screen.getByRole('button', { name: 'Import and use' }));
    expect(await screen.findByText('Line 1')).toBeTruthy();
  });
});

describe('settings', () => {
  it('stores a change at once', async () => {
    const { user, server } = await opened('/settings');
    await user.click(await screen.findByRole('switch', { name: 'Stay in the tray' }));
    await waitFor(() => {
      expect(server.settings().closeToTray).toBe(false);
    });
  });

  it('shows the problem beside the setting that was refused', async () => {
    const { user, server } = await opened('/settings');
    const toggle = await screen.findByRole('switch', { name: 'Stay in the tray' });
    const details = { issues: [{ field: 'closeToTray', problem: 'the file is read-only' }] };
    server.failNext(new AppError('settings.invalid', 'not stored', { details }));
    await user.click(toggle);
    expect((await screen.findByRole('alert')).textContent).toContain('closeToTray: the file is read-only');
    expect(toggle).toHaveProperty('checked', true);
  });
});

describe('history', () => {
  it('explains itself while it is empty', async () => {
    await opened('/history');
    expect(await screen.findByText('Nothing was ever changed')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Everything back to stock' })).toHaveProperty('disabled', true);
  });
});

describe('frame', () => {
  it('marks the page one is on, and opens the palette by keyboard', async () => {
    const { user } = await opened('/settings');
    expect(screen.getByRole('link', { name: 'Settings' }).getAttribute('aria-current')).toBe('page');
    await user.keyboard('{Control>}k{/Control}');
    expect(await screen.findByRole('textbox', { name: 'Search pages and actions' })).toBeTruthy();
  });

  it('says so for an address that no page has', async () => {
    await opened('/nowhere');
    expect(await screen.findByText('There is nothing here')).toBeTruthy();
  });

  it('shows a failure where it happened, with a way to try again', async () => {
    const { user, server } = await opened('/hardware');
    await screen.findByRole('button', { name: 'Memory' });
    server.failNext(new AppError('host.notFound', 'the folder /sys is gone', { details: { path: '/sys' } }));
    await user.click(screen.getByRole('button', { name: 'Read again' }));
    expect((await screen.findByRole('alert')).textContent).toContain('The folder /sys is gone');
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => {
      expect(screen.queryByRole('alert')).toBeNull();
    });
  });
});
