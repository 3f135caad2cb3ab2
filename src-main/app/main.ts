/** The Electron shell: a client of hecated with a window and a tray icon. It holds no engine and changes nothing by itself. */
import path from 'node:path';
import { app, type BrowserWindow, dialog, ipcMain, Notification, nativeTheme, protocol, session, shell } from 'electron';
import { daemonSocketPath, productFolders } from '../base/folders.ts';
import { defaultMaxBacklogBytes, defaultMaxFrameBytes } from '../contracts/kit/wire.ts';
import { alertRoute } from './alertsNews.ts';
import { type Announcement, withoutMarkup } from './announcements.ts';
import { appArguments } from './appArguments.ts';
import { installMenu } from './appMenu.ts';
import type { Control } from './control.ts';
import { openProgramFrames, openProgramSocket } from './daemonLink.ts';
import { joinWindow } from './framePipe.ts';
import { guardContents, guardSession, isOwnMainFrame } from './guards.ts';
import { createMainWindow, loadPages, showRoute } from './mainWindow.ts';
import { pageScheme, servePages } from './pages.ts';
import { createPrograms } from './programs.ts';
import { openShellState } from './shellState.ts';
import { createTray, type ProductTray } from './tray.ts';
import { hasTrayHost } from './trayHost.ts';
import type { TrayCommand } from './trayModel.ts';

const title = 'HecateOS Control Center';

function log(line: string): void {
  process.stderr.write(`hecate app: ${line}\n`);
}

function logError(what: string): (error: unknown) => void {
  return (error) => {
    log(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  };
}

app.setName(title);
const folders = productFolders(process.env, process.getuid?.() ?? 0);
// The browser profile is state, not configuration, and two copies of the product must not share it or the single-instance lock.
app.setPath('userData', path.join(folders.state, 'window'));
app.setPath('crashDumps', path.join(folders.state, 'window/crashes'));
app.setDesktopName('hecate-control-center.desktop');
protocol.registerSchemesAsPrivileged([
  { scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
]);

const state = openShellState(path.join(folders.state, 'shell.json'), logError('remembering the window'));
nativeTheme.themeSource = state.get().theme;

const programs = createPrograms({
  folder: app.isPackaged ? path.join(process.resourcesPath, 'bin') : path.join(app.getAppPath(), 'out/bin'),
  env: process.env,
  programArguments: appArguments(process.argv).forPrograms,
  log,
});
const icons = path.join(app.getAppPath(), 'resources/icons');
const daemon = {
  socketPath: daemonSocketPath(folders),
  program: 'hecated',
  programs,
  maxFrameBytes: defaultMaxFrameBytes,
} as const;

let window: BrowserWindow | undefined;
let tray: ProductTray | undefined;
let control: Control | undefined;
let trayShown = false;
let quitting = false;

function openWindow(route?: string): void {
  if (window !== undefined && !window.isDestroyed()) {
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
    if (route !== undefined) showRoute(window, route).catch(logError('opening a page'));
    return;
  }
  window = createMainWindow({
    state,
    icon: path.join(icons, '256x256.png'),
    hidesOnClose: () => !quitting && trayShown && state.get().closeToTray,
  });
  loadPages(window, route).catch(logError('loading the window'));
}

function runTrayCommand(command: TrayCommand): void {
  switch (command.kind) {
    case 'open':
      openWindow();
      return;
    case 'openAlerts':
      openWindow(alertRoute(null));
      return;
    case 'quit':
      app.quit();
      return;
    case 'undo':
      control?.undoLast().catch(logError('undo'));
      return;
    case 'selectProfile':
      control?.selectProfile(command.id).catch(logError('choosing a profile'));
      return;
  }
}

function notify({ title: heading, body, route }: Announcement): void {
  // Who looks at the window sees it there; an alert only on a page of its own.
  if ((window?.isFocused() === true && route === undefined) || !Notification.isSupported()) return;
  const notification = new Notification({ title: heading, body: withoutMarkup(body), icon: path.join(icons, '128x128.png') });
  notification.on('click', () => {
    openWindow(route);
  });
  notification.show();
}

/** Not needed for the first paint, so it comes after it. */
async function startTray(): Promise<void> {
  const [{ createControl }, { openConnection }, { jsonRpc }] = await Promise.all([
    import('./control.ts'),
    import('../contracts/kit/openConnection.ts'),
    import('../transports/jsonRpc.ts'),
  ]);
  tray = createTray(path.join(icons, '32x32.png'), title, runTrayCommand);
  control = createControl(
    async () => {
      const connection = openConnection(await openProgramFrames(daemon), jsonRpc, { name: 'hecated' });
      connection.listen();
      return connection;
    },
    {
      facts: (facts) => tray?.show(facts),
      settings: ({ theme, closeToTray }) => {
        nativeTheme.themeSource = theme;
        if (theme !== state.get().theme || closeToTray !== state.get().closeToTray) state.set({ theme, closeToTray });
      },
      announce: notify,
      log,
    },
  );
  trayShown = await hasTrayHost();
}

/** While Chromium starts, hecated does too; it joins or starts hecate-monitor by itself. */
function startDaemon(): void {
  openProgramSocket(daemon).then((socket) => socket.destroy(), logError(daemon.program));
}

function start(): void {
  const guard = { openExternal: (url: string) => void shell.openExternal(url).catch(logError('opening a link')), log };
  protocol.handle(pageScheme, servePages(path.join(app.getAppPath(), 'out/renderer')));
  guardSession(session.defaultSession, log);
  app.on('web-contents-created', (_event, contents) => {
    guardContents(contents, guard);
  });
  ipcMain.on('hecate:connect', (event) => {
    const [port] = event.ports;
    if (port === undefined) return;
    if (!isOwnMainFrame(event.senderFrame)) {
      log('a connection from a page that is not ours was refused');
      port.postMessage({ closed: 'Refused: this page is not part of the product.' });
      port.close();
      return;
    }
    joinWindow(port, () => openProgramFrames(daemon), {
      maxFrameLength: defaultMaxFrameBytes,
      maxBacklogBytes: defaultMaxBacklogBytes,
    }).catch(logError('the window’s connection'));
  });
  installMenu();
  openWindow();
  window?.once('show', () => {
    startTray().catch(logError('tray'));
  });
}

app.on('second-instance', () => {
  openWindow();
});
app.on('window-all-closed', () => {
  app.quit();
});
app.on('before-quit', () => {
  quitting = true;
});
app.on('will-quit', (event) => {
  event.preventDefault();
  control?.stop();
  tray?.destroy();
  programs.stop().then(
    () => {
      app.exit(0);
    },
    () => {
      app.exit(1);
    },
  );
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    app.quit();
  });
}

if (!app.requestSingleInstanceLock()) {
  log('it is running already; its window comes to the front');
  app.exit(0);
} else {
  startDaemon();
  app.whenReady().then(start, (error: unknown) => {
    dialog.showErrorBox(title, error instanceof Error ? error.message : String(error));
    app.exit(1);
  });
}
