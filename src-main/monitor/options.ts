/** The command line of hecate-monitor. */

export interface MonitorOptions {
  /** undefined: as the settings say. */
  readonly intervalMs: number | undefined;
  readonly maxClients: number;
  /** `/`, or the folder of a recorded machine. */
  readonly sysroot: string;
  readonly socket: string | undefined;
  readonly socketMode: number;
  /** Where the web side answers; overrides the settings. */
  readonly listen: { readonly host: string; readonly port: number } | undefined;
  /** From HECATE_WEB_PORT; 0 takes any free port. */
  readonly webPort: number | undefined;
  readonly noWeb: boolean;
  /** HECATE_RUNTIME_DIR is set: this copy must not take the port that another one is known by. */
  readonly apart: boolean;
  readonly exitWithParent: boolean;
}

export type Parsed =
  | { readonly kind: 'run'; readonly options: MonitorOptions }
  | { readonly kind: 'help' | 'version' }
  | { readonly kind: 'wrong'; readonly message: string };

export const helpText = `hecate-monitor: samples CPU, memory, pressure, disks, network and temperatures, and serves them.

Usage: hecate-monitor [options]

  --interval SECONDS    time between two samples, 0.1 to 60 (default: as in the settings, else 1)
  --max-clients NUMBER  clients served at the same time, 1 to 10000 (default 256), on the socket and as many on the web
  --socket PATH         where to listen (default: monitor.sock in the runtime folder)
  --socket-mode MODE    who may connect: 0600, 0660 or 0666 (default 0600); others than this user and root can only read
  --listen HOST:PORT    where dashboard, stream and /metrics answer (default: as in the settings, else 127.0.0.1:9313);
                        beyond loopback always encrypted; port 0 takes any free one
  --no-web              no dashboard, no stream, no /metrics
  --sysroot FOLDER      read a recorded machine: a folder with proc and sys (also HECATE_MONITOR_ROOT)
  --exit-with-parent    end when standard input is closed
  --version             print the version
  --help                print this text

Environment: HECATE_RUNTIME_DIR moves the socket; HECATE_WEB_PORT sets the web port (0: any free one, which is also what
is taken when HECATE_RUNTIME_DIR is set and nothing says otherwise).
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
      const parts = /^(?:\[([0-9A-Fa-f:.]{2,45})\]|([A-Za-z0-9.-]{1,253})):(\d{1,5})$/.exec(value);
      const port = Number(parts?.[3]);
      if (parts === null || !(port <= 65_535)) return 'an address and a port, such as 127.0.0.1:9313 or [::1]:9313';
      draft.listen = { host: parts[1] ?? parts[2] ?? '', port };
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
    webPort: undefined,
    noWeb: false,
    apart: env['HECATE_RUNTIME_DIR'] !== undefined,
    exitWithParent: false,
  };
  const webPort = env['HECATE_WEB_PORT'];
  if (webPort !== undefined) {
    draft.webPort = /^\d{1,5}$/.test(webPort) ? Number(webPort) : Number.NaN;
    if (!(draft.webPort <= 65_535)) {
      return { kind: 'wrong', message: `HECATE_WEB_PORT must be a port from 0 to 65535, not ${JSON.stringify(webPort)}` };
    }
  }
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (arg === '--help' || arg === '--version') return { kind: arg === '--help' ? 'help' : 'version' };
    if (arg === '--exit-with-parent' || arg === '--no-web') {
      if (arg === '--no-web') draft.noWeb = true;
      else draft.exitWithParent = true;
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
