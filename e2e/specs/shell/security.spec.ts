/** Attacks on the window from inside its page, and on the shell from pages that are not ours. */
import { expect, test } from '../../support/fixtures.ts';

test('the page has no Node, no Electron and only the one pipe', async ({ product }) => {
  const seen = await product.shell.page.evaluate(() => ({
    require: typeof (globalThis as { require?: unknown }).require,
    process: typeof (globalThis as { process?: unknown }).process,
    module: typeof (globalThis as { module?: unknown }).module,
    buffer: typeof (globalThis as { Buffer?: unknown }).Buffer,
    bridge: Object.keys((globalThis as { hecate?: object }).hecate ?? {}),
    constructorEscape: (() => {
      try {
        const connect = (globalThis as unknown as { hecate: { connect: { constructor: (code: string) => () => unknown } } }).hecate.connect;
        return typeof connect.constructor('return typeof process === "undefined" ? undefined : process')();
      } catch {
        return 'refused';
      }
    })(),
  }));
  expect(seen).toMatchObject({ require: 'undefined', process: 'undefined', module: 'undefined', buffer: 'undefined', bridge: ['connect'] });
  expect(['undefined', 'refused']).toContain(seen.constructorEscape);
});

test('the window is made with the sandbox, isolation and web security on', async ({ product }) => {
  const preferences = await product.electron?.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> };
    const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag, nodeIntegrationInSubFrames } =
      contents.getLastWebPreferences();
    return { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag, nodeIntegrationInSubFrames };
  });
  expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, webSecurity: true });
  for (const name of ['nodeIntegration', 'webviewTag', 'nodeIntegrationInSubFrames']) expect(preferences).toHaveProperty(name, false);
});

test('the content security policy blocks inline scripts, eval, remote scripts, connections and frames', async ({ product }) => {
  const outcome = await product.shell.page.evaluate(async () => {
    const violations: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
    const marks = globalThis as unknown as Record<string, unknown>;
    const add = (element: HTMLElement): void => {
      document.body.append(element);
    };
    const inline = document.createElement('script');
    inline.textContent = 'globalThis.inlineRan = true';
    add(inline);
    const remote = document.createElement('script');
    remote.src = 'https://127.0.0.1:9/x.js';
    add(remote);
    const handler = document.createElement('img');
    handler.setAttribute('onerror', 'globalThis.handlerRan = true');
    handler.src = 'data:image/png;base64,AAAA';
    add(handler);
    const frame = document.createElement('iframe');
    frame.src = 'https://127.0.0.1:9/';
    add(frame);
    const image = document.createElement('img');
    image.src = 'https://127.0.0.1:9/x.png';
    add(image);
    // In a task of its own: the debugger that runs this function lifts the ban on eval for its own call only.
    const evalRan = await new Promise<boolean>((resolve) => {
      setTimeout(() => {
        try {
          // biome-ignore lint/security/noGlobalEval: the attack
          resolve((globalThis.eval as (code: string) => unknown)('1 + 1') === 2);
        } catch {
          resolve(false);
        }
      });
    });
    const fetched = await fetch('https://127.0.0.1:9/').then(
      () => true,
      () => false,
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (const element of [inline, remote, handler, frame, image]) element.remove();
    return { inline: marks['inlineRan'], handler: marks['handlerRan'], evalRan, fetched, violations: [...new Set(violations)].sort() };
  });
  expect(outcome).toMatchObject({ inline: undefined, handler: undefined, evalRan: false, fetched: false });
  expect(outcome.violations).toEqual(expect.arrayContaining(['connect-src', 'frame-src', 'img-src', 'script-src-attr', 'script-src-elem']));
});

test('navigation and new windows are denied', async ({ product }) => {
  const { page } = product.shell;
  await expect(product.shell.connected).toBeVisible();
  const before = page.url();
  for (const target of ['https://127.0.0.1:9/', 'file:///etc/passwd', 'data:text/html,<h1>mine</h1>', 'app://other/index.html']) {
    await page.evaluate((url) => {
      location.href = url;
    }, target);
    await page.waitForTimeout(150);
    expect(page.url()).toBe(before);
  }
  const opened = await page.evaluate(() => {
    const results = ['http://127.0.0.1:9/', 'file:///etc/passwd', 'app://hecate/index.html', 'about:blank'].map((url) => window.open(url));
    return results.every((result) => result === null);
  });
  expect(opened).toBe(true);
  const windows = await product.electron?.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  expect(windows).toBe(1);
  expect(await page.evaluate(() => location.href)).toBe(before);
  // Asked in the page itself: Playwright still waits for the navigations that were denied.
  expect(await page.evaluate(() => document.querySelector('h1')?.textContent)).toBe('Overview');
});

test('https links leave for the system browser and nothing else does', async ({ product }) => {
  const opened = await product.electron?.app.evaluateHandle(({ shell }) => {
    const urls: string[] = [];
    // The real one would start a browser.
    shell.openExternal = (url: string) => {
      urls.push(url);
      return Promise.resolve();
    };
    return urls;
  });
  await product.shell.page.evaluate(() => {
    for (const url of [
      'https://docs.kernel.org/admin-guide/sysctl/vm.html',
      'http://docs.kernel.org/',
      'smb://host/share',
      'file:///bin/sh',
    ])
      window.open(url);
  });
  await expect.poll(() => opened?.jsonValue()).toEqual(['https://docs.kernel.org/admin-guide/sysctl/vm.html']);
});

test('permissions and foreign downloads are denied', async ({ product }) => {
  const answers = await product.shell.page.evaluate(async () => ({
    camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(
      () => 'granted',
      () => 'denied',
    ),
    location: await new Promise((resolve) => {
      navigator.geolocation.getCurrentPosition(
        () => {
          resolve('granted');
        },
        () => {
          resolve('denied');
        },
      );
    }),
    notifications: await Notification.requestPermission(),
  }));
  expect(answers).toEqual({ camera: 'denied', location: 'denied', notifications: 'denied' });
  const started = await product.electron?.app.evaluateHandle(({ session }) => {
    const states: boolean[] = [];
    session.defaultSession.on('will-download', (event) => states.push(event.defaultPrevented));
    return states;
  });
  await product.shell.page.evaluate(() => {
    const link = document.createElement('a');
    link.href = 'data:application/octet-stream,x';
    link.download = 'x.desktop';
    link.click();
  });
  await expect.poll(() => started?.jsonValue()).toEqual([true]);
});

test('paths that lead out of the pages are refused', async ({ product }) => {
  const statuses = await product.shell.page.evaluate(async () => {
    const paths = [
      '/..%2f..%2fpackage.json',
      '/%2e%2e/%2e%2e/package.json',
      '/..%5c..%5cpackage.json',
      '/.git/config',
      '/index.html%00.js',
      '//etc/passwd',
      '/assets',
    ];
    return Promise.all(
      paths.map(async (path) => {
        const response = await fetch(`app://hecate${path}`).catch(() => undefined);
        return response === undefined ? 'blocked' : `${String(response.status)} ${(await response.text()).slice(0, 40)}`;
      }),
    );
  });
  for (const status of statuses) expect(status).toMatch(/^(400 Refused\.|404 Not found\.|blocked)$/);
});

test('a page that is not ours gets no pipe, even with our preload', async ({ product }) => {
  const answers = await product.electron?.app.evaluate(async ({ app, BrowserWindow }) => {
    const attempts = ['data:text/html,<h1>foreign</h1>', 'about:blank'];
    const results: string[] = [];
    for (const url of attempts) {
      const window = new BrowserWindow({
        show: false,
        webPreferences: { preload: `${app.getAppPath()}/out/preload/index.cjs`, sandbox: true, contextIsolation: true },
      });
      await window.loadURL(url);
      const code = 'window.hecate.connect().then(() => "connected", (error) => error.message)';
      results.push((await window.webContents.executeJavaScript(code)) as string);
      window.destroy();
    }
    return results;
  });
  expect(answers).toHaveLength(2);
  for (const answer of answers ?? []) expect(answer).toContain('Refused: this page is not part of the product.');
});

test('a frame inside our page gets no pipe', async ({ product }) => {
  const inFrame = await product.shell.page.evaluate(async () => {
    const frame = document.createElement('iframe');
    document.body.append(frame); // about:blank needs no frame-src
    await new Promise((resolve) => setTimeout(resolve, 200));
    const inner: object | null = frame.contentWindow;
    const kind = inner === null ? 'no window' : typeof (inner as { hecate?: unknown }).hecate;
    frame.remove();
    return kind;
  });
  expect(inFrame).toBe('undefined');
});

test('a frame that is too long or not text ends that pipe only', async ({ product }) => {
  const reasons = await product.shell.page.evaluate(async () => {
    const bridge = (
      globalThis as unknown as {
        hecate: { connect(): Promise<{ send(frame: unknown): void; onClose(listener: (reason: string) => void): void }> };
      }
    ).hecate;
    const reasonFor = async (frame: unknown): Promise<string> => {
      const pipe = await bridge.connect();
      const reason = new Promise<string>((resolve) => {
        pipe.onClose(resolve);
      });
      pipe.send(frame);
      return reason;
    };
    return [await reasonFor('x'.repeat(8 * 1024 * 1024 + 1)), await reasonFor({ jsonrpc: '2.0' })];
  });
  expect(reasons).toEqual(['The window sent a message that is too long.', 'The window sent something that is not text.']);
  await expect(product.shell.connected).toBeVisible();
});
