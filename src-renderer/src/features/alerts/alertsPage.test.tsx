// @vitest-environment happy-dom
/** The alerts page in the whole window, with a machine in memory. */
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../src-main/contracts/errors.ts';
import { renderWindow, type WindowOptions, type WindowUnderTest } from '../../../testSupport/renderWindow.tsx';

let window: WindowUnderTest | undefined;
afterEach(() => {
  window?.close();
  window = undefined;
});

async function opened(path: string, options: WindowOptions = {}): Promise<WindowUnderTest> {
  window = await renderWindow(path, options);
  return window;
}

describe('active alerts', () => {
  it('come and go by themselves, and the navigation counts them and says the worst', async () => {
    const { server } = await opened('/alerts');
    const list = await screen.findByRole('list', { name: 'Active alerts' });
    expect(within(list).getAllByRole('listitem')).toHaveLength(1);
    const fired = server.alerts.fire({ id: 'hot|2', title: 'Too hot', severity: 'critical', text: 'CPU is at 99 °C.' });
    expect(await within(list).findByText('Too hot')).toBeTruthy();
    const link = within(screen.getByRole('navigation', { name: 'Pages' })).getByRole('link', { name: /^Alerts/ });
    await waitFor(() => {
      expect(link.textContent).toContain('2 active alerts, the worst is critical');
    });
    server.alerts.end(fired.id);
    await waitFor(() => {
      expect(link.textContent).toContain('1 active alert, the worst is warning');
    });
  });

  it('are acknowledged, and lead to their chart at the moment they began', async () => {
    const { user } = await opened('/alerts');
    const chart = await screen.findByRole('link', { name: 'Show in chart' });
    expect(chart.getAttribute('href')).toMatch(/^#\/monitor\?series=filesystem\.usedPercent%2F%2Fhome&at=\d+$/);
    await user.click(screen.getByRole('button', { name: 'I know' }));
    expect(await screen.findByText(/seen just now/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'I know' })).toBeNull();
  });

  it('show hostile names as text', async () => {
    const { server } = await opened('/alerts');
    server.alerts.fire({ id: 'x', text: '<img src=x onerror=alert(1)> is full' });
    expect(await screen.findByText('<img src=x onerror=alert(1)> is full')).toBeTruthy();
    expect(document.querySelector('img[src="x"]')).toBeNull();
  });

  it('say when rules are not in force', async () => {
    const { server } = await opened('/alerts');
    server.alerts.setProblem('alerts.json line 3: not JSON');
    await window?.features.alerts.load();
    expect((await screen.findByRole('alert')).textContent).toContain('alerts.json line 3');
  });

  it('open one by its address, also one that is over', async () => {
    await opened('/alerts?id=hot%7C1');
    const dialog = await screen.findByRole('dialog', { name: 'Alert' });
    expect(await within(dialog).findByText('Close to its temperature limit')).toBeTruthy();
    expect(await within(dialog).findByText(/share of its own limit above 95%/)).toBeTruthy();
  });

  it('say so when nobody knows the one that was asked for', async () => {
    await opened('/alerts?id=never');
    expect(await screen.findByText('This alert is not known here (any more).')).toBeTruthy();
  });
});

describe('past alerts', () => {
  it('are narrowed by severity', async () => {
    const { user } = await opened('/alerts?view=past');
    const list = await screen.findByRole('list', { name: 'Past alerts' });
    const before = within(list).getAllByRole('listitem').length;
    await user.click(screen.getByRole('radio', { name: 'Critical' }));
    const after = within(screen.getByRole('list', { name: 'Past alerts' })).getAllByRole('listitem').length;
    expect(after).toBeLessThan(before);
    expect(after).toBeGreaterThan(0);
  });
});

describe('rules', () => {
  it('are switched off and on', async () => {
    const { user, server } = await opened('/alerts?view=rules');
    await user.click(await screen.findByRole('switch', { name: 'Waiting for memory: in force' }));
    await waitFor(() => {
      expect(server.alerts.rules().rules.find((rule) => rule.id === 'memory-wait')?.enabled).toBe(false);
    });
  });

  it('are edited in a form, with the unit of the figure', async () => {
    const { user, server } = await opened('/alerts?view=rules');
    await user.click(await screen.findByRole('button', { name: 'Edit File system almost full' }));
    const limit = await screen.findByRole('textbox', { name: 'Limit' });
    expect(limit).toHaveProperty('value', '90 %');
    await user.clear(limit);
    await user.type(limit, '95');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => {
      expect(server.alerts.rules().rules[0]?.condition).toEqual({ kind: 'above', value: 95, clearBelow: 88 });
    });
    await waitFor(() => {
      expect(screen.queryByRole('dialog')).toBeNull();
    });
  });

  it('show what the service refuses at its field, and change nothing', async () => {
    const { user, server } = await opened('/alerts?view=rules');
    await user.click(await screen.findByRole('button', { name: 'Edit File system almost full' }));
    await screen.findByRole('textbox', { name: 'Limit' });
    const issues = [
      { field: 'rules[0].condition.value', problem: 'a share is never above 100' },
      { field: 'rules[3].title', problem: 'is missing' },
    ];
    server.failNext(new AppError('alerts.invalid', 'not stored', { details: { issues } }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('a share is never above 100')).toBeTruthy();
    expect(screen.getByRole('textbox', { name: 'Limit' }).getAttribute('aria-invalid')).toBe('true');
    expect((await screen.findByRole('alert')).textContent).toContain('rules[3].title: is missing');
  });

  it('are added with an id from the title, and the missing number is named first', async () => {
    const { user, server } = await opened('/alerts?view=rules');
    await user.click(await screen.findByRole('button', { name: 'Add a rule' }));
    await user.type(await screen.findByRole('textbox', { name: 'Title' }), 'Busy machine');
    await user.click(screen.getByRole('button', { name: 'Add the rule' }));
    expect(await screen.findByText('a number')).toBeTruthy();
    await user.type(screen.getByRole('textbox', { name: 'Limit' }), '97');
    await user.click(screen.getByRole('button', { name: 'Add the rule' }));
    await waitFor(() => {
      expect(server.alerts.rules().rules.at(-1)).toMatchObject({
        id: 'busy-machine',
        metric: 'cpu.busyPercent',
        condition: { kind: 'above', value: 97 },
      });
    });
  });

  it('are deleted and restored only after a question', async () => {
    const { user, server } = await opened('/alerts?view=rules');
    await user.click(await screen.findByRole('button', { name: 'More for Waiting for memory' }));
    await user.click(await screen.findByText('Delete …'));
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    await waitFor(() => {
      expect(server.alerts.rules().rules.map((rule) => rule.id)).not.toContain('memory-wait');
    });
    await user.click(screen.getByRole('button', { name: 'Restore defaults' }));
    await user.click(await screen.findByRole('button', { name: 'Replace all' }));
    await waitFor(() => {
      expect(server.alerts.rules().rules.map((rule) => rule.id)).toContain('memory-wait');
    });
  });

  it('refuse text that is not JSON before anything is sent', async () => {
    const { user, server } = await opened('/alerts?view=rules');
    await user.click(await screen.findByRole('button', { name: 'Edit as text' }));
    const field = await screen.findByRole('textbox', { name: 'Rules as JSON' });
    await user.clear(field);
    await user.type(field, 'rules:');
    await user.click(screen.getByRole('button', { name: 'Save all' }));
    expect(await screen.findByText(/^This is not JSON/)).toBeTruthy();
    expect(server.alerts.rules().rules).toHaveLength(4);
  });
});

describe('on the dashboard', () => {
  it('alerts are only looked at', async () => {
    await opened('/alerts?view=rules', { surface: 'dashboard' });
    expect(await screen.findByRole('list', { name: 'Active alerts' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'I know' })).toBeNull();
    expect(screen.queryByRole('radio', { name: 'Rules' })).toBeNull();
    expect(screen.queryByRole('switch')).toBeNull();
  });
});
