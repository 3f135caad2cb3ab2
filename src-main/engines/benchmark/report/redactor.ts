/**
 * Takes names out of text: those that the run itself tells (the host, users of
 * home folders, the peer) wherever they stand, and everything that looks like an
 * address, an identifier or a private path. Counts what it took.
 */
import { redactText } from '../../../base/redactText.ts';
import type { BenchmarkRun, TestResult } from '../../../contracts/benchmarkResult.ts';

export interface Redactor {
  /** `most`: the text is cut there, because a replacement may be longer than what it replaces. */
  text(value: string, most?: number): string;
  /** An identifier stays one. */
  id(value: string): string;
  parameters(values: TestResult['parameters']): TestResult['parameters'];
  count(what: string): void;
  removed(): { what: string; count: number }[];
}

interface Rule {
  readonly what: string;
  readonly pattern: RegExp;
  readonly replacement: string | ((...parts: string[]) => string);
}

/** Folders below which the names are the user's own. Each part is bounded by what ends a path, so that no pattern can run away. */
const privatePath =
  /(?<![\w.])\/(?:home|Users|root|mnt|media|run\/media|run\/user|srv|tmp|var\/tmp|var\/home|data|export|net|nfs)(?:\/[^\s"'`,;:<>|]{1,4096}|(?![\w.]))/gi;

const rules: readonly Rule[] = [
  { what: 'e-mail or account address', pattern: /[\w.+-]{1,64}@[\w.-]{1,253}/g, replacement: '[account]' },
  { what: 'path', pattern: privatePath, replacement: '/[path]' },
  { what: 'path', pattern: /\b[A-Za-z]:\\[^\s"'`,;<>|]{1,4096}/g, replacement: '/[path]' },
  { what: 'path', pattern: /(?<!\w)~\w{0,32}\/[^\s"'`,;:<>|]{1,4096}/g, replacement: '/[path]' },
  {
    what: 'disk name',
    pattern: /\/dev\/(disk\/by-[a-z]{1,12}|mapper)\/[^\s"'`,;:]{1,255}/g,
    replacement: (_all, kind = '') => `/dev/${kind}/[name]`,
  },
  {
    what: 'serial number',
    pattern: /\b(serial(?:[ _-]?(?:number|no))?|s\/n|asset[ _-]?tag)\b(\s{0,4}[:=#]\s{0,4}|\s{1,4})[\w.-]{3,64}/gi,
    replacement: (_all, name = '', between = '') => `${name}${between}[serial]`,
  },
  {
    what: 'host name',
    pattern:
      /\b[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){0,8}\.(?:local|lan|home|internal|corp|intranet|localdomain|home\.arpa|fritz\.box|ts\.net)\b/gi,
    replacement: '[host]',
  },
];

/** Marks that base/redactText leaves, and what each of them stands for. */
const marks: readonly (readonly [mark: string, what: string])[] = [
  ['[uuid]', 'UUID'],
  ['[address]', 'network address'],
  ['[serial]', 'serial number'],
  ['[user]', 'user name'],
  ['[removed]', 'identifier in a setting'],
];

/** An imported file may tell any number of them, and each is looked for in every text; what the rules above find goes anyway. */
const mostNames = 100;

/** Names of users that name nobody. */
const commonNames: ReadonlySet<string> = new Set(['root', 'user', 'users', 'home', 'localhost', 'data', 'shared', 'public']);
const noHost: ReadonlySet<string> = new Set(['localhost', 'unknown', 'localhost.localdomain']);

export function createRedactor(run: BenchmarkRun, machine: string): Redactor {
  const counts = new Map<string, number>();
  const count = (what: string, times = 1): void => {
    if (times > 0) counts.set(what, (counts.get(what) ?? 0) + times);
  };
  const known = knownNames(run, machine);
  const clean = (value: string): string => {
    let text = value;
    for (const { what, pattern, replacement } of [...known, ...rules]) {
      text = text.replace(pattern, (...parts: string[]) => {
        count(what);
        return typeof replacement === 'string' ? replacement : replacement(...parts);
      });
    }
    const redacted = redactText(text);
    if (redacted !== text) for (const [mark, what] of marks) count(what, occurrences(redacted, mark) - occurrences(text, mark));
    return redacted;
  };
  const id = (value: string): string => {
    const redacted = clean(value);
    return redacted === value
      ? value
      : redacted
          .replace(/[^a-zA-Z0-9._-]+/g, '-')
          .replace(/^[^a-zA-Z0-9]+/, '')
          .slice(0, 80) || 'removed';
  };
  return {
    text: (value, most = 4096) => clean(value).slice(0, most),
    id,
    parameters(values) {
      const entries = Object.entries(values).map(([name, value]): [string, string | number | boolean] => {
        if (isPeer(name) && typeof value === 'string' && !isLoopback(value)) {
          count('host name');
          return [name, '[host]'];
        }
        return [clean(name).slice(0, 64), typeof value === 'string' ? clean(value).slice(0, 500) : value];
      });
      return Object.fromEntries(entries);
    },
    count,
    removed: () => [...counts].map(([what, times]) => ({ what, count: times })).sort((a, b) => (a.what < b.what ? -1 : 1)),
  };
}

/** Names that this run tells somewhere and that may stand anywhere. */
function knownNames(run: BenchmarkRun, machine: string): readonly Rule[] {
  const everything = JSON.stringify(run);
  const hosts = run.machine === machine || noHost.has(run.machine.toLowerCase()) ? [] : [run.machine, run.machine.split('.')[0] ?? ''];
  const peers = run.tests.flatMap(({ parameters }) =>
    Object.entries(parameters).flatMap(([name, value]) => (isPeer(name) && typeof value === 'string' && !isLoopback(value) ? [value] : [])),
  );
  const users = [...everything.matchAll(/\/(?:home|Users|run\/media|media)\/([^/\s"'`,;:<>|\\]{2,64})/g)].map((found) => found[1] ?? '');
  return [
    ...namesRule('host name', hosts, machine),
    ...namesRule('host name', peers, '[host]'),
    ...namesRule(
      'user name',
      users.filter((user) => !commonNames.has(user.toLowerCase())),
      '[user]',
    ),
  ];
}

function isPeer(name: string): boolean {
  return /^(peer|host|hostname|server|client|address)$/i.test(name);
}

function isLoopback(value: string): boolean {
  return /^(127\.0\.0\.1|::1|localhost|loopback|this machine|none|)$/i.test(value);
}

/** A short name stands for itself only as a word of its own; a longer one also inside of words, as in `anna-laptop-vg`. */
function namesRule(what: string, names: readonly string[], replacement: string): readonly Rule[] {
  const unique = [...new Set(names)]
    .filter((name) => name.trim() !== '')
    .slice(0, mostNames)
    .sort((a, b) => b.length - a.length);
  return unique.map((name) => {
    const literal = name.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
    const pattern = name.length >= 5 ? new RegExp(literal, 'gi') : new RegExp(`(?<![A-Za-z0-9])${literal}(?![A-Za-z0-9])`, 'gi');
    return { what, pattern, replacement };
  });
}

function occurrences(text: string, part: string): number {
  return text.split(part).length - 1;
}
