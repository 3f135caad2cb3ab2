// @vitest-environment happy-dom
/** Web access, what is kept, and notifications, with a machine in memory. */
import { screen, waitFor, within } from '@testing-library/react';
import fc from 'fast-check';
import { encode } from 'uqr';
import { afterEach, describe, expect, it } from 'vitest';
import { renderWindow, type WindowUnderTest } from '../../../testSupport/renderWindow.tsx';
import { qrPath } from '../../ui/QrCode.tsx';
import { addressWarning, fingerprintText, isLoopback } from './webWords.ts';

let window: WindowUnderTest | undefined;
afterEach(() => {
  window?.close();
  window = undefined;
});

async function opened(): Promise<WindowUnderTest> {
  window = await renderWindow('/settings');
  return window;
}

describe('web access', () => {
  it('keeps the token hidden until it is asked for', async () => {
    const { user } = await opened();
    const panel = within(await screen.findByRole('region', { name: 'Web access' }));
    await panel.findByRole('link', { name: 'http://127.0.0.1:9313/' });
    expect(panel.queryByText('ZmFrZS10b2tlbg')).toBeNull();
    await user.click(panel.getByRole('button', { name: 'Show' }));
    expect(panel.getByText('ZmFrZS10b2tlbg')).toBeTruthy();
  });

  it('makes a new token only after a question', async () => {
    const { user, features } = await opened();
    const panel = within(await screen.findByRole('region', { name: 'Web access' }));
    await user.click(await panel.findByRole('button', { name: 'New token …' }));
    const question = await screen.findByRole('dialog', { name: 'Make a new token?' });
    expect(features.monitorState.store.getState().web.value?.token).toBe('ZmFrZS10b2tlbg');
    await user.click(within(question).getByRole('button', { name: 'Make a new one' }));
    await waitFor(() => {
      expect(features.monitorState.store.getState().web.value?.token).toBe('ZmFrZS10b2tlbi1hbm90aGVy');
    });
  });

  it('draws the link as a QR code with a name, and says that this address is no use to a phone', async () => {
    const { user } = await opened();
    const panel = within(await screen.findByRole('region', { name: 'Web access' }));
    await user.click(await panel.findByRole('button', { name: 'Show as QR code' }));
    expect(panel.getByRole('img', { name: /^QR code of the link/ })).toBeTruthy();
    expect(panel.getByText(/leads to this machine only/)).toBeTruthy();
  });

  it('warns before the network and names a wrong address', async () => {
    const { user, server } = await opened();
    const panel = within(await screen.findByRole('region', { name: 'Web access' }));
    const address = await panel.findByRole('textbox', { name: 'Address' });
    await user.clear(address);
    await user.type(address, '0.0.0.0{Enter}');
    await waitFor(() => {
      expect(server.settings().webHost).toBe('0.0.0.0');
    });
    expect(await panel.findByText(/^Reachable from every network/)).toBeTruthy();
    await user.clear(address);
    await user.type(address, 'my host{Enter}');
    expect(await panel.findByText(/webHost: an address of this machine/)).toBeTruthy();
    expect(server.settings().webHost).toBe('0.0.0.0');
  });
});

describe('what is kept', () => {
  it('says how far back it reaches, and is forgotten only after a question', async () => {
    const { user } = await opened();
    const panel = within(await screen.findByRole('region', { name: 'Figures over time' }));
    expect(await panel.findByText('every 15 minutes')).toBeTruthy();
    await user.click(panel.getByRole('button', { name: 'Forget the past …' }));
    const question = await screen.findByRole('dialog', { name: 'Forget all figures of the past?' });
    await user.click(within(question).getByRole('button', { name: 'Forget it' }));
    await waitFor(() => {
      expect(screen.queryByRole('dialog')).toBeNull();
    });
  });
});

describe('the monitor', () => {
  it('stays when it is told to, and says what that means', async () => {
    const { user, features } = await opened();
    const panel = within(await screen.findByRole('region', { name: 'Figures over time' }));
    const stay = await panel.findByRole('switch', { name: 'Go on without a window' });
    expect(await panel.findByText(/Now: it runs only while a window or a command needs it\.$/)).toBeTruthy();
    await user.click(stay);
    await waitFor(() => {
      expect(features.monitorState.store.getState().resident.value?.state).toBe('on');
    });
    expect(stay).toHaveProperty('checked', true);
  });
});

describe('notifications', () => {
  it('are switched off, and are quiet in quiet hours', async () => {
    const { user, server } = await opened();
    const panel = within(await screen.findByRole('region', { name: 'Notifications' }));
    await user.click(await panel.findByRole('switch', { name: 'Show alerts on the desktop' }));
    await waitFor(() => {
      expect(server.settings().desktopNotifications).toBe(false);
    });
    await user.click(panel.getByRole('switch', { name: 'No notifications in quiet hours' }));
    await waitFor(() => {
      expect(server.alerts.rules().quietHours).toEqual({ from: '22:00', to: '07:00' });
    });
  });
});

describe('words of web access', () => {
  it('tell this machine from the network', () => {
    for (const host of ['127.0.0.1', '127.8.9.1', '::1', 'localhost']) {
      expect(isLoopback(host)).toBe(true);
      expect(addressWarning(host)).toBeNull();
    }
    for (const host of ['0.0.0.0', '::', '192.168.1.2', 'localhost.example', '1270.0.0.1']) expect(addressWarning(host)).not.toBeNull();
  });

  it('write a fingerprint as browsers do', () => {
    expect(fingerprintText('3fa0')).toBe('3F:A0');
    expect(fingerprintText('3F:A0')).toBe('3F:A0');
  });

  it('draw every dark module of a QR code once', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 80 }), (text) => {
        const { data } = encode(text, { border: 4 });
        expect(qrPath(data).split('M').length - 1).toBe(data.flat().filter(Boolean).length);
      }),
      { numRuns: 10 },
    );
  });
});
