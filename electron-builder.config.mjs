/**
 * `npm run package`. The window's code goes into app.asar; the programs and
 * their Node stay outside, beside it, because systemd and a shell start them.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

const root = import.meta.dirname;

/** Where GitHub is out of reach the pinned runtime serves for a trial; a release is built against the official download. */
function runtime() {
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(root, '.runtime/electron-41.3.0');
  const official = path.join(root, 'node_modules/electron/dist/version');
  if (existsSync(official) || !existsSync(path.join(folder, 'version'))) return {};
  return { electronDist: folder, electronVersion: readFileSync(path.join(folder, 'version'), 'utf8').trim().replace(/^v/, '') };
}

/** @type {import('electron-builder').Configuration} */
export default {
  appId: 'org.hecateos.ControlCenter',
  productName: 'HecateOS Control Center',
  copyright: 'MIT License',
  directories: { output: 'dist', buildResources: 'resources' },
  ...runtime(),
  // Everything is bundled: no node_modules, no native rebuild.
  files: ['out/app/**', 'out/preload/**', 'out/renderer/**', 'resources/icons/*.png', 'package.json', '!node_modules/**'],
  npmRebuild: false,
  nodeGypRebuild: false,
  asar: true,
  extraResources: [
    { from: 'out/bin', to: 'bin' },
    { from: 'out/lib', to: 'lib' },
    // A folder of this name is left out unless it is the source itself.
    { from: 'out/lib/node_modules', to: 'lib/node_modules', filter: ['**/*'] },
    // hecated serves the same pages to a browser.
    { from: 'out/renderer', to: 'renderer' },
    { from: 'resources', to: 'share', filter: ['man/**', 'completions/**', 'systemd/**', 'polkit/**', 'metainfo/**'] },
  ],
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  },
  // What only a bare runtime needs.
  afterPack: ({ appOutDir }) => {
    for (const name of ['resources/default_app.asar', 'seal.json']) rmSync(path.join(appOutDir, name), { force: true });
  },
  linux: {
    target: ['deb', 'AppImage', 'rpm'],
    category: 'System',
    executableName: 'hecate-control-center',
    icon: 'resources/icons',
    synopsis: 'Detect, tune with proof, and always a way back',
    description: 'Control center for Linux AI and GPU workstations.',
    maintainer: 'HecateOS maintainers <maintainers@hecateos.example>',
    desktop: {
      entry: {
        Name: 'HecateOS Control Center',
        Comment: 'What this machine is, and tuning with proof and a way back',
        Keywords: 'tuning;performance;GPU;hardware;monitor;',
        StartupWMClass: 'hecate-control-center',
      },
    },
  },
  deb: { depends: ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libatk-bridge2.0-0', 'libcups2', 'libdrm2', 'libxkbcommon0'] },
};
