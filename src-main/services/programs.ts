/** Where the product's own programs are: beside each other in a build, run by this Node from source. */
import path from 'node:path';
import { productVersion } from '../base/version.ts';
import { chromiumSwitches, findElectron, hasGraphicsCard } from './electronRuntime.ts';

export type ProgramName = 'hecate' | 'hecated' | 'hecate-monitor' | 'hecate-executor' | 'hecate-kernels';

/** What to start, as a program and its arguments; never a shell line. */
export interface ProgramCommand {
  readonly command: string;
  readonly args: readonly string[];
}

const entries: Readonly<Record<ProgramName, string>> = {
  'hecate': 'src-main/cli/main.ts',
  'hecated': 'src-main/daemon/main.ts',
  'hecate-monitor': 'src-main/monitor/main.ts',
  'hecate-executor': 'helpers/executor/main.ts',
  'hecate-kernels': 'helpers/kernels/main.ts',
};

/** True when this code was bundled by scripts/build.mjs, which fills the version in. */
const bundled = productVersion !== '0.0.0-unbundled';

export function programCommand(name: ProgramName): ProgramCommand {
  // A bundle is out/lib/<program>.cjs, its launchers are out/bin; this file in source is src-main/services.
  const here = import.meta.dirname;
  if (bundled) return { command: path.resolve(here, '../bin', name), args: [] };
  return { command: process.execPath, args: [path.resolve(here, '../..', entries[name])] };
}

/** The Python scripts that run in the user's own environment. */
export function mlFolder(): string {
  return path.resolve(import.meta.dirname, bundled ? 'ml' : '../../helpers/ml');
}

/** The graphics kernels in the Electron that this product runs in or beside; null when there is none. */
export function graphicsProgram(env: Readonly<Record<string, string | undefined>> = process.env): ProgramCommand | null {
  const here = import.meta.dirname;
  const found = findElectron({
    // resources/lib in a package, out/lib in a build, src-main/services in source.
    packageFolder: bundled ? path.resolve(here, '../..') : null,
    checkoutFolder: path.resolve(here, '../..'),
    env,
  });
  if (found === null) return null;
  const program = bundled ? path.resolve(here, 'graphics') : path.resolve(here, '../../helpers/graphics');
  const args = chromiumSwitches({ env, uid: process.geteuid?.() ?? -1, hasGraphicsCard: hasGraphicsCard() });
  // The packaged application loads nothing but itself, and knows the switch of the graphics kernels.
  return { command: found.executable, args: found.packaged ? args : [...args, program] };
}

/** The window's built pages. */
export function rendererFolder(): string {
  return path.resolve(import.meta.dirname, bundled ? '../renderer' : '../../out/renderer');
}
