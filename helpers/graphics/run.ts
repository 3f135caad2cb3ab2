/**
 * WebGPU kernels in a hidden, sandboxed page without any network. One request
 * from the command line, answers as JSON lines on standard output, then the end.
 * Exit codes: 0 done, 1 failed (the last line says why), 2 wrong command line.
 */
import { writeSync } from 'node:fs';
import { app, BrowserWindow, protocol, session } from 'electron';
import { parseCommand } from './commandLine.ts';
import { graphicsScheme, pageUrl, servePage } from './pageFiles.ts';
import type { AdapterDescription, GraphicsLine, GraphicsRequest, KernelFigures } from './protocol.ts';

export interface GraphicsOptions {
  readonly argv: readonly string[];
  /** Folder with index.html and page.js, or page.ts from source. */
  readonly pageFolder: string;
}

function print(line: GraphicsLine): void {
  // At once, also when this process is about to end.
  writeSync(1, `${JSON.stringify(line)}\n`);
}

function fail(error: unknown): void {
  print({ kind: 'failed', why: (error instanceof Error ? error.message : String(error)).slice(0, 1000) });
  app.exit(1);
}

/** Must be called before Electron is ready. */
export function runGraphics({ argv, pageFolder }: GraphicsOptions): void {
  const parsed = parseCommand(argv);
  if (!parsed.ok) {
    process.stderr.write(`hecate-graphics: ${parsed.problem}\n`);
    app.exit(2);
    return;
  }
  const { request, profile } = parsed.command;
  app.setPath('userData', profile);
  app.setPath('crashDumps', `${profile}/crashes`);
  protocol.registerSchemesAsPrivileged([{ scheme: graphicsScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
  chooseSwitches();
  app.on('window-all-closed', () => undefined); // the end is ours to say
  app
    .whenReady()
    .then(() => answer(request, pageFolder))
    .then(() => {
      app.exit(0);
    }, fail);
}

function chooseSwitches(): void {
  // Linux has WebGPU behind a switch on most graphics cards, and Chromium's list of bad drivers is about drawing.
  app.commandLine.appendSwitch('enable-unsafe-webgpu');
  app.commandLine.appendSwitch('ignore-gpu-blocklist');
  // Full names of adapters, and timestamps that are not rounded to 0.1 ms.
  app.commandLine.appendSwitch('enable-webgpu-developer-features');
  // Without a graphics card the processor takes its place, and is labelled so.
  app.commandLine.appendSwitch('enable-unsafe-swiftshader');
  // Nothing here needs a name to be resolved.
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  app.commandLine.appendSwitch('disable-background-networking');
}

async function answer(request: GraphicsRequest, pageFolder: string): Promise<void> {
  print({ kind: 'runtime', electron: process.versions.electron, chrome: process.versions.chrome });
  const page = await openPage(pageFolder);
  if (request.kind === 'describe') {
    print({ kind: 'adapters', adapters: await page.describe() });
    return;
  }
  for (const kernel of request.kernels) {
    print({ kind: 'figures', figures: await page.measure(request.adapter, kernel, request.seconds) });
  }
}

interface Page {
  describe(): Promise<readonly AdapterDescription[]>;
  measure(adapter: string, kernel: string, seconds: number): Promise<KernelFigures>;
}

async function openPage(folder: string): Promise<Page> {
  // Not "persist:": nothing of it is kept.
  const own = session.fromPartition('hecate-graphics');
  own.protocol.handle(graphicsScheme, servePage(folder));
  own.setPermissionRequestHandler((_contents, _permission, callback) => {
    callback(false);
  });
  own.setPermissionCheckHandler(() => false);
  own.webRequest.onBeforeRequest(({ url }, callback) => {
    callback({ cancel: !url.startsWith(`${graphicsScheme}:`) });
  });
  const window = new BrowserWindow({
    show: false,
    webPreferences: {
      session: own,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      backgroundThrottling: false,
      devTools: false,
      // Electron 41 crashes when it makes a real window on the headless platform, and nothing is to be seen anyway.
      offscreen: true,
    },
  });
  const { webContents } = window;
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  webContents.on('will-navigate', (event) => {
    event.preventDefault();
  });
  webContents.on('render-process-gone', (_event, { reason }) => {
    fail(new Error(`the page with the kernels ended: ${reason}`));
  });
  await window.loadURL(pageUrl);
  webContents.stopPainting();
  const call = async <T>(name: string, ...values: readonly unknown[]): Promise<T> =>
    (await webContents.executeJavaScript(`hecateGraphics.${name}(${values.map((value) => JSON.stringify(value)).join(', ')})`)) as T;
  return {
    describe: () => call('describe'),
    measure: (adapter, kernel, seconds) => call('measure', adapter, kernel, seconds),
  };
}
