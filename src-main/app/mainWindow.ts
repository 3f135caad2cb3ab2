/** The one window. */
import path from 'node:path';
import { app, BrowserWindow, nativeTheme, screen } from 'electron';
import { placeWindow, smallestWindow } from './bounds.ts';
import { pageOrigin } from './pages.ts';
import type { ShellStateStore } from './shellState.ts';

/** The ground colours of src-renderer/src/styles, so that the window never flashes white on a dark desktop. */
const ground = { light: '#f6f5f0', dark: '#0f1615' };
/** A page that paints nothing must not leave the user without a window, milliseconds. */
const showAtLatestMs = 4_000;
const saveAfterMs = 500;

export interface MainWindowOptions {
  readonly state: ShellStateStore;
  readonly icon: string;
  /** True keeps the window's page alive and only hides it. */
  readonly hidesOnClose: () => boolean;
}

function rememberPlace(window: BrowserWindow, state: ShellStateStore): void {
  let timer: NodeJS.Timeout | undefined;
  const save = (): void => {
    clearTimeout(timer);
    if (window.isDestroyed() || window.isMinimized()) return;
    state.set({ bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  };
  const saveSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(save, saveAfterMs);
  };
  window.on('resize', saveSoon);
  window.on('move', saveSoon);
  window.on('close', save);
}

function showWhenPainted(window: BrowserWindow, maximized: boolean): void {
  const show = (): void => {
    clearTimeout(latest);
    if (window.isDestroyed() || window.isVisible()) return;
    if (maximized) window.maximize();
    window.show();
  };
  const latest = setTimeout(show, showAtLatestMs);
  window.once('ready-to-show', show);
  window.webContents.once('did-fail-load', show);
}

export function createMainWindow({ state, icon, hidesOnClose }: MainWindowOptions): BrowserWindow {
  const { bounds, maximized } = state.get();
  const areas = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map((display) => display.workArea);
  const { position, width, height } = placeWindow(bounds, areas);
  const window = new BrowserWindow({
    ...position,
    width,
    height,
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    show: false,
    title: app.getName(),
    icon,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? ground.dark : ground.light,
    webPreferences: {
      preload: path.join(app.getAppPath(), 'out/preload/index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // The spell checker would fetch dictionaries from the network.
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  });
  rememberPlace(window, state);
  showWhenPainted(window, maximized);
  window.on('page-title-updated', (event) => {
    event.preventDefault();
  });
  window.on('close', (event) => {
    if (!hidesOnClose()) return;
    event.preventDefault();
    window.hide();
  });
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit' && !window.isDestroyed()) window.webContents.reload();
  });
  return window;
}

/** Resolves when the page is loaded; a failure is shown by the page's absence and logged by the caller. `route` is a fragment such as #/alerts. */
export function loadPages(window: BrowserWindow, route = ''): Promise<void> {
  return window.loadURL(`${pageOrigin}/index.html${route}`);
}

/** Goes to a page inside the document that is open; the same address again would load it anew. */
export async function showRoute(window: BrowserWindow, route: string): Promise<void> {
  if (window.webContents.getURL() !== `${pageOrigin}/index.html${route}`) await loadPages(window, route);
}
