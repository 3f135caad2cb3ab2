/** The Electron on this disk that the product belongs to. Nothing is fetched. */
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

export interface FoundElectron {
  readonly executable: string;
  /** The application itself and not a bare runtime. */
  readonly packaged: boolean;
}

export interface ElectronPlaces {
  /** Folder of a packaged application, if the program is in one: it has `resources` and the executable. */
  readonly packageFolder: string | null;
  /** Folder of a checkout or of what was built in one. */
  readonly checkoutFolder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** electron-builder.config.mjs names the packaged program so. */
const packagedName = 'hecate-control-center';

/** In this order: the application around us, the one the environment names, the official download, the pinned one of scripts/. */
export function findElectron({ packageFolder, checkoutFolder, env }: ElectronPlaces): FoundElectron | null {
  const packaged = packageFolder === null ? null : path.join(packageFolder, packagedName);
  if (packaged !== null && isProgram(packaged)) return { executable: packaged, packaged: true };
  const chosen = env['ELECTRON_OVERRIDE_DIST_PATH'] ?? '';
  const folders =
    chosen !== ''
      ? [path.resolve(chosen)]
      : [path.join(checkoutFolder, 'node_modules/electron/dist'), ...pinnedFolders(path.join(checkoutFolder, '.runtime'))];
  const executable = folders.map((folder) => path.join(folder, 'electron')).find(isProgram);
  return executable === undefined ? null : { executable, packaged: false };
}

function pinnedFolders(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^electron-\d/.test(name))
      .sort()
      .reverse()
      .map((name) => path.join(folder, name));
  } catch {
    return []; // no such folder: nothing was fetched
  }
}

function isProgram(file: string): boolean {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return false;
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly uid: number;
  /** Some graphics card has a driver in the kernel. */
  readonly hasGraphicsCard: boolean;
}

/**
 * What Chromium must know before it starts: it cannot sandbox for root, and needs to be told that there is no screen.
 * Without one its drawing part must not look for an X server: it would give up the graphics process over it.
 */
export function chromiumSwitches({ env, uid, hasGraphicsCard }: Surroundings): readonly string[] {
  const sandbox = uid === 0 ? ['--no-sandbox'] : [];
  if ((env['DISPLAY'] ?? '') !== '' || (env['WAYLAND_DISPLAY'] ?? '') !== '') return sandbox;
  return [...sandbox, '--ozone-platform=headless', `--use-angle=${hasGraphicsCard ? 'vulkan' : 'swiftshader'}`];
}

export function hasGraphicsCard(): boolean {
  return ['/dev/dri', '/dev/nvidiactl', '/dev/kfd'].some((file) => existsSync(file));
}
