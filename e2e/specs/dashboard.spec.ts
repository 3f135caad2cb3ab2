/** What the monitor serves to a browser: only for looking, only with the token, also on a phone and in Firefox. */
import os from 'node:os';
import type { Browser, Page } from '@playwright/test';
import { browserProblem, launchChromium } from '../support/browserSurface.ts';
import { type DashboardServer, serveDashboard } from '../support/dashboardServer.ts';
import { firefoxProblem, launchFirefox } from '../support/firefox.ts';
import { test as base, expect } from '../support/fixtures.ts';

interface Fixtures {
  readonly dashboard: DashboardServer;
  readonly chromium: Browser;
}

const test = base.extend<Fixtures>({
  dashboard: async ({ isolation }, use) => {
    const server = await serveDashboard(isolation);
    await use(server);
    await server.stop();
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern
  chromium: async ({}, use, testInfo) => {
    const problem = browserProblem();
    testInfo.skip(problem !== undefined, problem);
    const browser = await launchChromium();
    await use(browser);
    await browser.close();
  },
});

const pages = ['Overview', 'Monitor', 'Processes', 'Alerts'] as const;
const phone = { width: 390, height: 844 };

async function open(page: Page, name: (typeof pages)[number]): Promise<void> {
  const link = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name });
  await link.click();
  await expect(link).toHaveAttribute('aria-current', 'page');
  // The link is current before a page that is fetched when it is needed has taken the place of the one before.
  const title = name === 'Overview' ? os.hostname() : name;
  await expect(page.getByRole('heading', { level: 1, name: title, exact: true })).toBeAttached();
}

function drawnPaths(page: Page): Promise<string> {
  return page.locator('main svg path[d]').evaluateAll((all) => all.map((one) => one.getAttribute('d')).join('|'));
}

const tokenTitle = 'This dashboard needs a token';

test('without a token says how to get one, and opens with it', async ({ dashboard, chromium }) => {
  const page = await chromium.newPage();
  await page.goto(dashboard.url);
  await expect(page.getByRole('heading', { name: tokenTitle })).toBeVisible();
  await expect(page.getByRole('navigation')).toHaveCount(0);

  await page.getByLabel('Token, or the whole link').fill('A'.repeat(43));
  await page.getByRole('button', { name: 'Open the dashboard' }).click();
  await expect(page.getByRole('alert')).toContainText('does not accept the token');

  await page.getByLabel('Token, or the whole link').fill(dashboard.link);
  await page.getByRole('button', { name: 'Open the dashboard' }).click();
  await expect(page.getByText('Connected', { exact: true })).toBeVisible();
  // The token is neither in the address nor asked for again after a reload.
  expect(page.url()).not.toContain(dashboard.token);
  await page.reload();
  await expect(page.getByText('Connected', { exact: true })).toBeVisible();
});

test('with the token shows this machine, and its figures move', async ({ dashboard, chromium }) => {
  const page = await chromium.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(dashboard.link);
  await expect(page.getByRole('heading', { level: 1, name: os.hostname() })).toBeVisible();
  await expect(page.getByText('Memory in use')).toBeVisible();
  const first = await drawnPaths(page);
  await expect.poll(() => drawnPaths(page), { timeout: 10_000 }).not.toBe(first);
  await open(page, 'Processes');
  await expect(page.getByRole('grid', { name: 'Processes' }).getByRole('row').nth(5)).toBeVisible();
  for (const name of pages) await open(page, name);
  expect(problems).toEqual([]);
});

test('fits a phone on every page', async ({ dashboard, chromium }, testInfo) => {
  const page = await chromium.newPage({ viewport: phone, hasTouch: true, isMobile: true });
  await page.goto(dashboard.link);
  await expect(page.getByText('Memory in use')).toBeVisible();
  for (const name of pages) {
    await open(page, name);
    await testInfo.attach(`phone ${name}`, { body: await page.screenshot(), contentType: 'image/png' });
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(sideways, name).toBeLessThanOrEqual(0);
    const bar = await page.getByRole('navigation', { name: 'Pages' }).boundingBox();
    expect((bar?.y ?? 0) + (bar?.height ?? 0), 'the bar is at the lower edge').toBeCloseTo(phone.height, 0);
  }
});

test('has nothing with which something could be changed', async ({ dashboard, chromium }) => {
  const page = await chromium.newPage();
  await page.goto(dashboard.link);
  await expect(page.getByText('Read-only').first()).toBeVisible();
  const writing = /I know|End …|Kill …|Pause|Change|Edit|Add a rule|Restore|Forget|New token|Tune|Undo/;
  for (const name of pages) {
    await open(page, name);
    await expect(page.getByRole('button', { name: writing })).toHaveCount(0);
    await expect(page.getByRole('switch')).toHaveCount(0);
  }
  await open(page, 'Processes');
  const grid = page.getByRole('grid', { name: 'Processes' });
  await grid.press('ArrowDown');
  await grid.press('Enter');
  await expect(page.getByText('Command line')).toBeVisible();
  await expect(page.getByRole('button', { name: writing })).toHaveCount(0);
  // The details lie over the page and its links until they are closed, as they do for whoever looks at them.
  await page.keyboard.press('Escape');
  await expect(page.getByText('Command line')).toHaveCount(0);
  for (const address of ['settings', 'tuning', 'history', 'hardware']) {
    await open(page, 'Overview');
    await page.goto(`${dashboard.url}#/${address}`);
    await expect(page.getByText('There is nothing here')).toBeVisible();
  }
});

test('a page with the token can ask for no change either', async ({ dashboard, chromium }) => {
  const page = await chromium.newPage();
  await page.goto(dashboard.link);
  await expect(page.getByText('Connected', { exact: true })).toBeVisible();
  const asked = {
    'processes.signal': { pid: process.pid, startTicks: 0, signal: 'TERM' },
    'alerts.setRules': { rules: { version: 1, quietHours: null, rules: [] } },
    'alerts.acknowledge': { id: 'x' },
    'history.clear': {},
    'monitor.renewToken': {},
    'monitor.web': {},
  };
  const answers = await page.evaluate(
    async ({ calls, token }) => {
      const socket = new WebSocket(`ws://${location.host}/rpc`, ['hecate', `hecate.token.${token}`]);
      await new Promise((resolve) => {
        socket.addEventListener('open', resolve, { once: true });
      });
      const found: Record<string, boolean> = {};
      for (const [id, [method, params]] of Object.entries(calls).entries()) {
        const answer = new Promise<string>((resolve) => {
          socket.addEventListener(
            'message',
            (event: MessageEvent<string>) => {
              resolve(event.data);
            },
            { once: true },
          );
        });
        socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
        found[method] = 'error' in (JSON.parse(await answer) as object);
      }
      socket.close();
      return found;
    },
    { calls: asked, token: dashboard.token },
  );
  expect(answers).toEqual(Object.fromEntries(Object.keys(asked).map((method) => [method, true])));
});

test('a renewed token sends the page back to the door, with the reason', async ({ dashboard, chromium }) => {
  const page = await chromium.newPage();
  await page.goto(dashboard.link);
  await expect(page.getByText('Connected', { exact: true })).toBeVisible();
  const next = await dashboard.renewToken();
  await expect(page.getByRole('alert')).toContainText('a new one was made since', { timeout: 20_000 });
  // The new link in the same tab only changes the fragment.
  await page.goto(`${dashboard.url}#token=${next}`);
  await expect(page.getByText('Connected', { exact: true })).toBeVisible();
});

test('shows moving figures in Firefox, also as narrow as a phone', async ({ dashboard, isolation }, testInfo) => {
  const problem = firefoxProblem();
  testInfo.skip(problem !== undefined, problem);
  testInfo.setTimeout(120_000);
  const firefox = await launchFirefox(isolation);
  try {
    await firefox.resize(phone.width, phone.height);
    await firefox.navigate(dashboard.link);
    const text = () => firefox.evaluate('document.body.innerText');
    await expect.poll(text, { timeout: 20_000 }).toContain('Memory in use');
    const paths = () =>
      firefox.evaluate('[...document.querySelectorAll("main svg path[d]")].map((one) => one.getAttribute("d")).join("|")');
    const first = await paths();
    await expect.poll(paths, { timeout: 15_000 }).not.toBe(first);
    const sideways = () => firefox.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect(await sideways()).toBe(0);
    await firefox.evaluate('(location.hash = "#/processes", 1)');
    await expect.poll(() => firefox.evaluate('document.querySelectorAll("table tbody tr").length'), { timeout: 20_000 }).toBeGreaterThan(5);
    expect(await sideways()).toBe(0);
  } finally {
    await firefox.close();
  }
});
