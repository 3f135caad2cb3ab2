/**
 * Debian packages that the product's window and its tests need, each with the
 * reason. A package is fetched only when what it provides is really missing.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

export interface SystemDependency {
  readonly package: string;
  readonly reason: string;
  /** A program that proves it is there; without one dpkg is asked. */
  readonly program?: string;
  readonly for: 'window' | 'tests';
  /** What does not run without it. */
  readonly without: string;
}

const windowLibraries = 'the Electron window does not start';

export const systemDependencies: readonly SystemDependency[] = [
  { package: 'libgtk-3-0', reason: 'Electron draws menus and dialogs with GTK', for: 'window', without: windowLibraries },
  { package: 'libnss3', reason: 'certificates in Chromium', for: 'window', without: windowLibraries },
  { package: 'libasound2', reason: 'Chromium links to ALSA', for: 'window', without: windowLibraries },
  { package: 'libgbm1', reason: 'Chromium draws through GBM', for: 'window', without: windowLibraries },
  { package: 'libatk-bridge2.0-0', reason: 'accessibility of the window', for: 'window', without: windowLibraries },
  { package: 'libcups2', reason: 'Chromium links to CUPS', for: 'window', without: windowLibraries },
  { package: 'libdrm2', reason: 'Chromium draws through DRM', for: 'window', without: windowLibraries },
  { package: 'libxkbcommon0', reason: 'keyboard layouts', for: 'window', without: windowLibraries },
  { package: 'libxcomposite1', reason: 'X11 windows', for: 'window', without: windowLibraries },
  { package: 'libxdamage1', reason: 'X11 windows', for: 'window', without: windowLibraries },
  { package: 'libxrandr2', reason: 'X11 screens', for: 'window', without: windowLibraries },
  { package: 'libxfixes3', reason: 'X11 windows', for: 'window', without: windowLibraries },
  { package: 'xvfb', program: 'Xvfb', reason: 'a screen for the window tests', for: 'tests', without: 'end-to-end tests in Electron' },
  {
    package: 'chromium',
    program: 'chromium',
    reason: 'the same pages in a browser',
    for: 'tests',
    without: 'end-to-end tests in the browser',
  },
  {
    package: 'dbus-daemon',
    program: 'dbus-daemon',
    reason: 'a private session bus for the tray test',
    for: 'tests',
    without: 'the tray test',
  },
  { package: 'libglib2.0-bin', program: 'gdbus', reason: 'asks that bus for the tray icon', for: 'tests', without: 'the tray test' },
  {
    package: 'xfce4-panel',
    program: 'xfce4-panel',
    reason: 'a real desktop panel that shows tray icons',
    for: 'tests',
    without: 'the tray test',
  },
  {
    package: 'strace',
    program: 'strace',
    reason: 'kills the executor at chosen system calls',
    for: 'tests',
    without: 'crash-safety tests',
  },
  { package: 'xfsprogs', program: 'mkfs.xfs', reason: 'file systems that fill up and fail', for: 'tests', without: 'full-disk tests' },
  {
    package: 'util-linux',
    program: 'lscpu',
    reason: 'the inventory is compared with lscpu and lsblk',
    for: 'tests',
    without: 'comparisons with lscpu',
  },
  {
    package: 'pciutils',
    program: 'lspci',
    reason: 'the inventory is compared with lspci',
    for: 'tests',
    without: 'comparisons with lspci',
  },
  { package: 'pci.ids', reason: 'names of PCI devices', for: 'tests', without: 'comparisons of device names' },
  {
    package: 'stress-ng',
    program: 'stress-ng',
    reason: 'a processor load of known size',
    for: 'tests',
    without: 'live figures beside other tools',
  },
  {
    package: 'fio',
    program: 'fio',
    reason: 'a disk load of known size, and disk benchmarks',
    for: 'tests',
    without: 'live figures beside other tools, disk benchmarks',
  },
  {
    package: 'iperf3',
    program: 'iperf3',
    reason: 'a network load of known size, over loopback, and network benchmarks',
    for: 'tests',
    without: 'live figures beside other tools, network benchmarks',
  },
  { package: '7zip', program: '7zz', reason: 'compression as a benchmark', for: 'tests', without: 'benchmarks of compression' },
  { package: 'openssl', program: 'openssl', reason: 'cryptography as a benchmark', for: 'tests', without: 'benchmarks of cryptography' },
  {
    package: 'rt-tests',
    program: 'cyclictest',
    reason: 'wake-up latency as a benchmark',
    for: 'tests',
    without: 'benchmarks of the scheduler',
  },
  {
    package: 'numactl',
    program: 'numactl',
    reason: 'memory benchmarks are compared with those of one memory node',
    for: 'tests',
    without: 'comparisons of memory nodes',
  },
  {
    package: 'sysbench',
    program: 'sysbench',
    reason: 'memory benchmarks are compared with sysbench',
    for: 'tests',
    without: 'comparisons of memory bandwidth',
  },
  {
    package: 'sysstat',
    program: 'sar',
    reason: 'live figures are compared with sar and iostat',
    for: 'tests',
    without: 'live figures beside other tools',
  },
  { package: 'man-db', program: 'man', reason: 'renders the manual page', for: 'tests', without: 'the manual page test' },
];

/** Which package a shared library that Electron wants is in, Debian 12. */
const libraryPackages: readonly (readonly [RegExp, string])[] = [
  [/^libgtk-3|^libgdk-3/, 'libgtk-3-0'],
  [/^libnss3|^libnssutil3|^libsmime3/, 'libnss3'],
  [/^libnspr4|^libplc4|^libplds4/, 'libnspr4'],
  [/^libasound/, 'libasound2'],
  [/^libgbm/, 'libgbm1'],
  [/^libatk-bridge/, 'libatk-bridge2.0-0'],
  [/^libatspi/, 'libatspi2.0-0'],
  [/^libatk-1/, 'libatk1.0-0'],
  [/^libcups/, 'libcups2'],
  [/^libdrm/, 'libdrm2'],
  [/^libxkbcommon/, 'libxkbcommon0'],
  [/^libXcomposite/, 'libxcomposite1'],
  [/^libXdamage/, 'libxdamage1'],
  [/^libXrandr/, 'libxrandr2'],
  [/^libXfixes/, 'libxfixes3'],
  [/^libXext/, 'libxext6'],
  [/^libX11/, 'libx11-6'],
  [/^libxcb/, 'libxcb1'],
  [/^libpango-/, 'libpango-1.0-0'],
  [/^libcairo\./, 'libcairo2'],
  [/^libdbus-1/, 'libdbus-1-3'],
  [/^libgio-2|^libglib-2|^libgobject-2/, 'libglib2.0-0'],
  [/^libexpat/, 'libexpat1'],
  [/^libudev/, 'libudev1'],
];

export interface MissingLibrary {
  readonly library: string;
  /** undefined when we do not know which package has it. */
  readonly package: string | undefined;
}

/** Pure: the "not found" lines of `ldd`. */
export function missingLibraries(lddOutput: string): readonly MissingLibrary[] {
  const names = [...lddOutput.matchAll(/^\s*(\S+) => not found$/gm)].map((match) => match[1] ?? '');
  return [...new Set(names)].map((library) => ({
    library,
    package: libraryPackages.find(([pattern]) => pattern.test(library))?.[1],
  }));
}

/** Libraries that this executable would miss; empty also where `ldd` does not exist and nothing can be said. */
export function missingLibrariesOf(executable: string): readonly MissingLibrary[] {
  const done = spawnSync('ldd', [executable], { encoding: 'utf8', env: { PATH: process.env['PATH'], LC_ALL: 'C' } });
  return done.status === 0 ? missingLibraries(done.stdout) : [];
}

export function hasProgram(name: string, searchPath: string = process.env['PATH'] ?? ''): boolean {
  // Debian keeps administration programs outside an ordinary user's PATH.
  return [...searchPath.split(':'), '/usr/sbin', '/sbin', '/usr/games'].some(
    (folder) => folder !== '' && existsSync(path.join(folder, name)),
  );
}

function installedPackages(names: readonly string[]): ReadonlySet<string> {
  const done = spawnSync('dpkg-query', ['-W', '-f', `\${Package} \${db:Status-Status}\n`, ...names], { encoding: 'utf8' });
  if (done.error !== undefined) return new Set();
  return new Set(
    done.stdout
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0] ?? ''),
  );
}

/** What of `wanted` is not on this machine. */
export function missingDependencies(wanted: readonly SystemDependency[]): readonly SystemDependency[] {
  const byPackage = wanted.filter((dependency) => dependency.program === undefined).map((dependency) => dependency.package);
  const installed = byPackage.length === 0 ? new Set<string>() : installedPackages(byPackage);
  return wanted.filter((dependency) =>
    dependency.program === undefined ? !installed.has(dependency.package) : !hasProgram(dependency.program),
  );
}

/** How this user can install packages: as root, through sudo without a password, or not at all. */
function installCommand(): readonly string[] | undefined {
  if (!hasProgram('apt-get')) return undefined;
  if (process.getuid?.() === 0) return ['apt-get'];
  const sudo = spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' });
  return sudo.status === 0 ? ['sudo', '-n', 'apt-get'] : undefined;
}

/** Installs the packages; the problem in plain words, or undefined when all is well. */
export function installPackages(packages: readonly string[], say: (line: string) => void): string | undefined {
  if (packages.length === 0) return undefined;
  const command = installCommand();
  const [program, ...before] = command ?? [];
  if (program === undefined) {
    return hasProgram('apt-get') ? 'it takes root, and sudo asks for a password' : 'this is not a Debian system (no apt-get)';
  }
  say(`Installing from apt: ${packages.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = ['install', '--yes', '--no-install-recommends', ...packages];
  const run = (more: readonly string[]): ReturnType<typeof spawnSync> =>
    spawnSync(program, [...before, '-qq', ...more], { env, stdio: ['ignore', 'ignore', 'pipe'], timeout: 10 * 60_000 });
  if (run(options).status === 0) return undefined;
  // The lists may be missing or too old for the packages they name.
  run(['update']);
  const second = run(options);
  if (second.status === 0) return undefined;
  const lines = String(second.stderr).trim().split('\n');
  return `apt-get failed: ${lines.find((line) => line.startsWith('E:')) ?? lines.at(-1) ?? 'no reason given'}`;
}
