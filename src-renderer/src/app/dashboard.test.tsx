// @vitest-environment happy-dom
/** The window as the monitor serves it: only looking, and only with a token. */
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { renderWindow, type WindowOptions, type WindowUnderTest } from '../../testSupport/renderWindow.tsx';
import { AccessRefused } from '../api/accessRefused.ts';

let window: WindowUnderTest | undefined;
afterEach(() => {
  window?.close();
  window = undefined;
  sessionStorage.clear();
});

async function opened(path: string, options: WindowOptions = {}): Promise<WindowUnderTest> {
  window = await renderWindow(path, { surface: 'dashboard', ...options });
  return window;
}

const token = 'A6HOnDJBcR9gtJxSp--swi39g6DofkGFOdxRMn79DIU';

describe('dashboard', () => {
  it('has the pages that only look, the name of the machine, and says that it is read-only', async () => {
    await opened('/');
    expect(await screen.findByRole('heading', { level: 1, name: 'ada-workstation' })).toBeTruthy();
    const navigation = within(screen.getByRole('navigation', { name: 'Pages' }));
    expect(navigation.queryByRole('link', { name: 'Tuning' })).toBeNull();
    expect(navigation.queryByRole('link', { name: 'Settings' })).toBeNull();
    expect(navigation.getByRole('link', { name: 'Processes' })).toBeTruthy();
    expect(screen.getAllByText('Read-only').length).toBeGreaterThan(0);
    expect((await screen.findAllByRole('img', { name: /last minute: now/ })).length).toBeGreaterThan(3);
  });

  it('asks nothing that needs hecated', async () => {
    const { features, problems } = await opened('/');
    await screen.findAllByRole('img', { name: /last minute: now/ });
    expect(features.hardware.store.getState().inventory).toEqual({ value: null, error: null, loading: false });
    expect(features.settings.store.getState().settings).toEqual({ value: null, error: null, loading: false });
    expect(features.tuning.store.getState().status).toEqual({ value: null, error: null, loading: false });
    expect(problems).toEqual([]);
  });

  it('has no page where something could be changed, also not by its address', async () => {
    await opened('/tuning');
    expect(await screen.findByText('There is nothing here')).toBeTruthy();
  });

  it('keeps the name of the machine while the connection is away, and comes back', async () => {
    const { server, features } = await opened('/');
    await screen.findByRole('heading', { level: 1, name: 'ada-workstation' });
    server.cut('The monitor stopped.');
    expect(await screen.findByText('Not connected')).toBeTruthy();
    expect(screen.getByRole('heading', { level: 1, name: 'ada-workstation' })).toBeTruthy();
    features.session.retryNow();
    expect(await screen.findByText('Connected')).toBeTruthy();
  });
});

describe('page without a token', () => {
  it('says how to get one, takes a pasted link, and opens', async () => {
    let admitted = false;
    const { user } = await opened('/', { admit: () => (admitted ? null : new AccessRefused('noToken')) });
    expect(await screen.findByRole('heading', { name: 'This dashboard needs a token' })).toBeTruthy();
    expect(screen.queryByRole('navigation')).toBeNull();
    const field = screen.getByLabelText('Token, or the whole link');
    await user.type(field, 'too short');
    await user.click(screen.getByRole('button', { name: 'Open the dashboard' }));
    expect(await screen.findByText(/^This is neither a token nor a link/)).toBeTruthy();
    admitted = true;
    await user.clear(field);
    await user.type(field, `http://127.0.0.1:9313/#token=${token}`);
    await user.click(screen.getByRole('button', { name: 'Open the dashboard' }));
    expect(await screen.findByText('Connected')).toBeTruthy();
    expect(sessionStorage.getItem('hecate.token')).toBe(token);
  });

  it('appears with the reason when the token was renewed meanwhile', async () => {
    let refused: AccessRefused | null = null;
    const { server, features } = await opened('/', { admit: () => refused });
    await screen.findByText('Connected');
    refused = new AccessRefused('badToken');
    server.cut('The token was replaced.');
    features.session.retryNow();
    expect((await screen.findByRole('alert')).textContent).toContain('a new one was made since');
    await waitFor(() => {
      expect(features.session.state.getState()).toMatchObject({ status: 'refused', access: 'badToken' });
    });
  });
});
