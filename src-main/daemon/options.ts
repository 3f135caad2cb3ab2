/** The command line of hecated. */

export interface DaemonFlags {
  /** Seconds without a reason to stay; 0 never ends by itself. */
  readonly idleExitSeconds: number;
  /** A recorded machine instead of this one; it cannot be changed. */
  readonly sysroot: string | null;
  /** Port for the window's pages on the loopback interface, 0 for any; null serves none. */
  readonly uiPort: number | null;
}

export type ParsedFlags =
  | { readonly kind: 'run'; readonly flags: DaemonFlags }
  | { readonly kind: 'help' | 'version' }
  | { readonly kind: 'wrong'; readonly message: string };

export const helpText = `hecated: hosts the engines of HecateOS Control Center and serves them on a unix socket.

Usage: hecated [options]

  --idle-exit SECONDS  end after this time without a client, a job or a plan that waits (default 60, 0 never)
  --sysroot FOLDER     look at a recorded machine: a folder with proc and sys; nothing can be changed
  --serve-ui [PORT]    also serve the window to a browser of this machine, on 127.0.0.1; any free port by default
  --version            print the version
  --help               print this text

Environment: HECATE_STATE_DIR and HECATE_RUNTIME_DIR move settings, journal and sockets. A socket of systemd is used when LISTEN_FDS is set.
Prints "ready SOCKET" when clients can connect and, with --serve-ui, "open URL". The URL holds a token for this start: whoever has it can use the window.
Ends with 0 on SIGTERM and when idle, 1 when it cannot serve, 2 on a wrong option.
`;

export function parseFlags(argv: readonly string[]): ParsedFlags {
  let flags: DaemonFlags = { idleExitSeconds: 60, sysroot: null, uiPort: null };
  for (let index = 0; index < argv.length; index += 1) {
    const [name = '', inline] = splitAtEquals(argv[index] ?? '');
    const next = argv[index + 1];
    const value = inline ?? (next?.startsWith('--') === true ? undefined : next);
    const consumed = (): void => {
      if (inline === undefined) index += 1;
    };
    switch (name) {
      case '--help':
        return { kind: 'help' };
      case '--version':
        return { kind: 'version' };
      case '--idle-exit': {
        const seconds = wholeNumber(value, 86_400);
        if (seconds === undefined) return { kind: 'wrong', message: '--idle-exit needs a whole number of seconds from 0 to 86400' };
        flags = { ...flags, idleExitSeconds: seconds };
        consumed();
        break;
      }
      case '--sysroot':
        if (value === undefined || value === '') return { kind: 'wrong', message: '--sysroot needs a folder with proc and sys' };
        flags = { ...flags, sysroot: value };
        consumed();
        break;
      case '--serve-ui': {
        const port = value === undefined ? 0 : wholeNumber(value, 65_535);
        if (port === undefined) return { kind: 'wrong', message: '--serve-ui takes a port from 0 to 65535' };
        flags = { ...flags, uiPort: port };
        if (value !== undefined) consumed();
        break;
      }
      default:
        return { kind: 'wrong', message: `there is no option ${name.slice(0, 64)}; --help lists them` };
    }
  }
  return { kind: 'run', flags };
}

function splitAtEquals(word: string): readonly [string] | readonly [string, string] {
  const at = word.startsWith('--') ? word.indexOf('=') : -1;
  return at === -1 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}

function wholeNumber(text: string | undefined, max: number): number | undefined {
  if (text === undefined || !/^\d{1,6}$/.test(text)) return undefined;
  return Number(text) <= max ? Number(text) : undefined;
}
