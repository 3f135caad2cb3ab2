/**
 * Whether hecate-monitor stays when nobody looks: a unit of the user's own
 * systemd manager. Without it history and alerts end with the last window.
 */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../contracts/errors.ts';
import { writeFileAtomically } from './atomicFile.ts';
import type { ProgramCommand } from './programs.ts';

export interface ResidentMonitor {
  state(): Promise<ResidentState>;
  /** Rejects with `system.unavailable` where there is no user manager, or where it refuses. */
  set(on: boolean): Promise<ResidentState>;
}

export interface ResidentState {
  readonly state: 'on' | 'off' | 'unavailable';
  readonly why: string;
}

export interface CommandResult {
  readonly code: number;
  readonly output: string;
}

export interface ResidentMonitorOptions {
  /** `systemd/user` below the user's configuration folder. */
  readonly unitFolder: string;
  /** Folders of packaged units, where ours may be already. */
  readonly packagedFolders?: readonly string[];
  readonly program: ProgramCommand;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly systemctl?: (args: readonly string[]) => Promise<CommandResult>;
}

const unit = 'hecate-monitor.service';
const mark = '# Written by HecateOS Control Center; removed when it is switched off there.';
const commandMs = 15_000;

export function createResidentMonitor(options: ResidentMonitorOptions): ResidentMonitor {
  const { program, env } = options;
  const systemctl = options.systemctl ?? runSystemctl;
  const own = path.join(options.unitFolder, unit);
  const packaged = (options.packagedFolders ?? ['/usr/lib/systemd/user', '/etc/systemd/user']).some((folder) =>
    existsSync(path.join(folder, unit)),
  );

  async function problem(): Promise<string | null> {
    // Mounted anew at another place each time it runs: there is no path to start it from at the next login.
    if (env['APPIMAGE'] !== undefined) return 'an AppImage cannot be started at login; install the package for that';
    const { code, output } = await systemctl(['show-environment']);
    return code === 0 ? null : `there is no systemd manager of this user: ${firstLine(output)}`;
  }

  async function state(): Promise<ResidentState> {
    const why = await problem();
    if (why !== null) return { state: 'unavailable', why };
    const { output } = await systemctl(['is-enabled', unit]);
    return firstLine(output) === 'enabled'
      ? { state: 'on', why: 'it starts with the session and stays' }
      : { state: 'off', why: 'it runs only while a window or a command needs it' };
  }

  async function must(args: readonly string[]): Promise<void> {
    const { code, output } = await systemctl(args);
    if (code !== 0) throw unavailable(`systemctl --user ${args.join(' ')}: ${firstLine(output)}`);
  }

  /** A unit that somebody wrote by hand is neither replaced nor removed. */
  const isForeign = (): boolean => existsSync(own) && !readFileSync(own, 'utf8').startsWith(mark);

  async function removeOwn(): Promise<void> {
    if (!existsSync(own) || isForeign()) return;
    rmSync(own);
    await must(['daemon-reload']);
  }

  async function switchOn(): Promise<void> {
    try {
      if (!packaged && !isForeign()) {
        writeFileAtomically(own, unitText(program), 0o644);
        await must(['daemon-reload']);
      }
      await must(['enable', '--now', unit]);
    } catch (error) {
      // Not half on: what could not be enabled does not stay behind either.
      await removeOwn();
      throw error;
    }
  }

  return {
    state,
    async set(on) {
      const why = await problem();
      if (why !== null) throw unavailable(why);
      if (on) await switchOn();
      else {
        await must(['disable', '--now', unit]);
        await removeOwn();
      }
      return state();
    },
  };
}

/** Pure. Same limits as resources/systemd/hecate-monitor.service, without its fixed path. */
export function unitText({ command, args }: ProgramCommand): string {
  return `${mark}
[Unit]
Description=HecateOS Control Center: figures, history and alerts

[Service]
Type=exec
ExecStart=${[command, ...args].map(quoted).join(' ')}
UnsetEnvironment=NODE_OPTIONS NODE_EXTRA_CA_CERTS
Restart=on-failure
RestartSec=5
Nice=5
UMask=0077
NoNewPrivileges=yes

[Install]
WantedBy=default.target
`;
}

/** systemd.service(5), "Command lines": quotes, and the two characters that mean something inside them. */
function quoted(word: string): string {
  const escaped = word.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%').replaceAll('$', '$$$$');
  return `"${escaped}"`;
}

function runSystemctl(args: readonly string[]): Promise<CommandResult> {
  return new Promise((resolve) => {
    execFile('systemctl', ['--user', '--no-pager', ...args], { timeout: commandMs, maxBuffer: 64 * 1024 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      const missing = error !== null && error.code === 'ENOENT';
      resolve({ code, output: missing ? 'systemctl is not installed' : `${stdout}${stderr}` });
    });
  });
}

function firstLine(output: string): string {
  return output.trim().split('\n', 1)[0] ?? '';
}

function unavailable(problem: string): AppError<'system.unavailable'> {
  return new AppError('system.unavailable', problem, { details: { problem } });
}
