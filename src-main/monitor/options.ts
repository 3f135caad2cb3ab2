/** The command line of hecate-monitor. */

export interface MonitorOptions {
  /** undefined: as the settings say. */
  readonly intervalMs: number | undefined;
  readonly maxClients: number;
  /** `/`, or the folder of a recorded machine. */
  readonly sysroot: string;
  readonly socket: string | undefined;
  readonly socketMode: number;
  readonly listen: { readonly host: string; readonly port: number } | undefined;
  readonly exitWithParent: boolean;
}

export type Parsed =
  | { readonly kind: 'run'; readonly options: MonitorOptions }
  | { readonly kind: 'help' | 'version' }
  | { readonly kind: 'wrong'; readonly message: string };

export const helpText = `hecate-monitor: samples CPU, memory, pressure, disks, network and temperatures, and serves them.

Usage: hecate-monitor [options]

  --interval SECONDS    time between two samples, 0.1 to 60 (default: as in the settings, else 1)
  --max-clients NUMBER  clients served at the same time, 1 to 10000 (default 256)
  --socket PATH         where to listen (default: monitor.sock in the runtime folder)
  --socket-mode MODE    who may connect: 0600, 0660 or 0666 (default 0600)
  --listen HOST:PORT    also answer GET /health by HTTP, on a loopback address only
  --sysroot FOLDER      read a recorded machine: a folder with proc and sys (also HECATE_MONITOR_ROOT)
  --exit-with-parent    end when standard input is closed
  --version             print the version
  --help                print this text

Environment: HECATE_RUNTIME_DIR moves the socket.
Prints "ready PATH" when clients can connect. Ends with 0 on SIGTERM, 1 when it cannot serve, 2 on a wrong option.
`;

type Draft = { -readonly [Key in keyof MonitorOptions]: MonitorOptions[Key] };
/** Sets the option, or returns what would have been right. */
type Setter = (draft: Draft, value: string) => string | undefined;

const withValue: ReadonlyMap<string, Setter> = new Map<string, Setter>([
  [
    '--interval',
    (draft, value) => {
      const seconds = /^\d{1,5}(\.\d{1,3})?$/.test(value) ? Number(value) : Number.NaN;
      if (!(seconds >= 0.1 && seconds <= 60)) return 'seconds from 0.1 to 60';
      draft.intervalMs = Math.round(seconds * 1000);
      return undefined;
    },
  ],
  [
    '--max-clients',
    (draft, value) => {
      const count = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
      if (!(count >= 1 && count <= 10_000)) return 'a whole number from 1 to 10000';
      draft.maxClients = count;
      return undefined;
    },
  ],
  [
    '--socket',
    (draft, value) => {
      if (!value.startsWith('/')) return 'an absolute path';
      draft.socket = value;
      return undefined;
    },
  ],
  [
    '--socket-mode',
    (draft, value) => {
      if (!/^0?6(00|60|66)$/.test(value)) return '0600, 0660 or 0666';
      draft.socketMode = Number.parseInt(value, 8);
      return undefined;
    },
  ],
  [
    '--listen',
    (draft, value) => {
      const parts = /^(127(?:\.\d{1,3}){3}|localhost|\[::1\]):(\d{1,5})$/.exec(value);
      const port = Number(parts?.[2]);
      if (parts === null || !(port >= 0 && port <= 65_535)) return 'a loopback address and a port, such as 127.0.0.1:9313';
      draft.listen = { host: (parts[1] ?? '').replace(/^\[|\]$/g, ''), port };
      return undefined;
    },
  ],
  [
    '--sysroot',
    (draft, value) => {
      if (value === '') return 'a folder';
      draft.sysroot = value;
      return undefined;
    },
  ],
]);

/** Both `--name value` and `--name=value`; the last of a repeated option wins. */
export function parseOptions(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Parsed {
  const draft: Draft = {
    intervalMs: undefined,
    maxClients: 256,
    sysroot: env['HECATE_MONITOR_ROOT'] ?? '/',
    socket: undefined,
    socketMode: 0o600,
    listen: undefined,
    exitWithParent: false,
  };
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (arg === '--help' || arg === '--version') return { kind: arg === '--help' ? 'help' : 'version' };
    if (arg === '--exit-with-parent') {
      draft.exitWithParent = true;
      continue;
    }
    const equals = arg.indexOf('=');
    const name = equals === -1 ? arg : arg.slice(0, equals);
    const set = withValue.get(name);
    if (set === undefined) return { kind: 'wrong', message: `unknown option ${JSON.stringify(arg)}; --help lists them` };
    if (equals === -1) index += 1;
    const value = equals === -1 ? args[index] : arg.slice(equals + 1);
    const expected = value === undefined ? 'a value' : set(draft, value);
    if (expected !== undefined)
      return { kind: 'wrong', message: `${name} must be ${expected}${value === undefined ? '' : `, not ${JSON.stringify(value)}`}` };
  }
  return { kind: 'run', options: draft };
}
