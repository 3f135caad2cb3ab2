/** Arguments and environment of the program, and what they allow. Pure. */
import { productFolders } from '../../src-main/base/folders.ts';
import type { RiskClass } from '../../src-main/contracts/operations.ts';
import { riskClass } from '../../src-main/contracts/operations.ts';

export type Command =
  | { readonly kind: 'serveStdio' }
  | { readonly kind: 'serveSystemdSocket' }
  | { readonly kind: 'serveSocket'; readonly socket: string }
  | { readonly kind: 'connect'; readonly socket: string; readonly tokenFile: string }
  | { readonly kind: 'recover' | 'boot-start' | 'boot-healthy' | 'revert-all' | 'help' | 'version' };

export interface Invocation {
  readonly command: Command;
  readonly readOnly: boolean;
  /** Class that polkit granted to this start; null: started by root itself. */
  readonly granted: RiskClass | null;
  /** User behind an elevated start. */
  readonly callerUid: number | null;
  readonly stateFolder: string;
  readonly force: boolean;
}

export type ParsedCommandLine = { readonly ok: true; readonly invocation: Invocation } | { readonly ok: false; readonly problem: string };

interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly uid: number;
  readonly pid: number;
}

const subcommands = ['recover', 'boot-start', 'boot-healthy', 'revert-all', 'help', 'version'] as const;
const valueOptions = ['--class', '--state-dir', '--socket', '--connect', '--token-file'] as const;
const flagOptions = ['--read-only', '--force', '--help', '--version'] as const;

interface Words {
  readonly values: ReadonlyMap<string, string>;
  readonly flags: ReadonlySet<string>;
  readonly subcommand: (typeof subcommands)[number] | undefined;
}

function parseWords(args: readonly string[]): Words | string {
  const values = new Map<string, string>();
  const flags = new Set<string>();
  let subcommand: Words['subcommand'];
  for (const argument of args) {
    const equals = argument.indexOf('=');
    const name = equals === -1 ? argument : argument.slice(0, equals);
    const known = subcommands.find((candidate) => candidate === argument);
    if (known !== undefined) {
      if (subcommand !== undefined) return `only one of ${subcommands.join(', ')}`;
      subcommand = known;
    } else if (valueOptions.some((option) => option === name) && equals !== -1) {
      if (values.has(name)) return `${name} is given twice`;
      values.set(name, argument.slice(equals + 1));
    } else if (flagOptions.some((option) => option === argument)) flags.add(argument);
    else return `${argument} is not known; --help lists everything`;
  }
  return { values, flags, subcommand };
}

function uidText(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : null;
}

/**
 * `elevated`: somebody else's start with our rights. Then nothing of the
 * environment and no folder of the caller's choice is taken.
 */
function folderOf(words: Words, around: Surroundings, elevated: boolean): string | undefined {
  const asked = words.values.get('--state-dir');
  if (elevated) return asked === undefined ? productFolders({}, 0).journal : undefined;
  if (asked !== undefined) return productFolders({ HECATE_STATE_DIR: asked }, around.uid).journal;
  return productFolders(around.env, around.uid).journal;
}

function commandOf(words: Words, around: Surroundings): Command | string {
  if (words.flags.has('--help')) return { kind: 'help' };
  if (words.flags.has('--version')) return { kind: 'version' };
  if (words.subcommand !== undefined) return { kind: words.subcommand };
  const socket = words.values.get('--socket');
  const connect = words.values.get('--connect');
  const tokenFile = words.values.get('--token-file');
  if (connect !== undefined)
    return tokenFile === undefined ? '--connect needs --token-file' : { kind: 'connect', socket: connect, tokenFile };
  if (tokenFile !== undefined) return '--token-file belongs to --connect';
  if (socket !== undefined) return { kind: 'serveSocket', socket };
  // sd_listen_fds(3): meant for this very process, and one socket only.
  if (around.env['LISTEN_FDS'] === '1' && around.env['LISTEN_PID'] === String(around.pid)) return { kind: 'serveSystemdSocket' };
  return { kind: 'serveStdio' };
}

export function parseCommandLine(args: readonly string[], around: Surroundings): ParsedCommandLine {
  const words = parseWords(args);
  if (typeof words === 'string') return { ok: false, problem: words };
  const command = commandOf(words, around);
  if (typeof command === 'string') return { ok: false, problem: command };
  const wantedClass = words.values.get('--class');
  const granted = wantedClass === undefined ? null : riskClass.safeParse(wantedClass);
  if (granted?.success === false) return { ok: false, problem: `--class must be one of ${riskClass.options.join(', ')}` };
  // polkit decided by the first argument (annotation argv1), so the class may stand nowhere else.
  if (wantedClass !== undefined && args[0] !== `--class=${wantedClass}`)
    return { ok: false, problem: '--class must be the first argument' };
  // Nothing below asks what the class allows but the verbs of the contract, and nothing but a pipe or the caller's socket may carry them.
  if (wantedClass !== undefined && !['serveStdio', 'connect', 'help', 'version'].includes(command.kind))
    return { ok: false, problem: '--class is only for answering its caller, not with --socket or a command' };
  const throughPkexec = around.uid === 0 && around.env['PKEXEC_UID'] !== undefined;
  const elevated = throughPkexec || command.kind === 'connect' || command.kind === 'serveSystemdSocket' || wantedClass !== undefined;
  const stateFolder = folderOf(words, around, elevated);
  if (stateFolder === undefined) return { ok: false, problem: '--state-dir is only for a user’s own start' };
  return {
    ok: true,
    invocation: {
      command,
      readOnly: words.flags.has('--read-only'),
      granted: granted === null ? null : granted.data,
      callerUid: elevated ? uidText(around.env['PKEXEC_UID'] ?? around.env['SUDO_UID']) : around.uid,
      stateFolder,
      force: words.flags.has('--force'),
    },
  };
}

export const helpText = `hecate-executor: the part of HecateOS Control Center that runs as root.

Without a command it answers its contract (JSON-RPC) over standard input and output.

  recover        takes back whatever was cut off
  revert-all     takes back everything that was ever applied; --force also where somebody else changed it since
  boot-start     for the unit that runs early: counts this boot for Plans that take part in booting
  boot-healthy   for the unit that runs late: this boot is good, keep them
  --read-only    answers only questions; needs no root
  --socket=PATH  answers on a unix socket and asks polkit about every caller
  --state-dir=FOLDER  keeps the journal below this folder (only for a start of one's own)

Adding hecate.revert=1 to the kernel command line in the boot menu takes everything back at the next start.
`;
