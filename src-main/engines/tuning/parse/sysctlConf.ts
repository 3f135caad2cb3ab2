/** Files of sysctl.d(5). */

/** A line that systemd-sysctl would act on. */
export interface SysctlLine {
  /** Dotted key; may be a glob such as net.ipv4.conf.*.rp_filter. */
  readonly key: string;
  /** null: the key is only excluded from globs. */
  readonly value: string | null;
  readonly line: number;
}

/** One file; lines that systemd would not understand are skipped, as it does. */
export function parseSysctlConf(text: string): readonly SysctlLine[] {
  return text.split('\n').flatMap((raw, index) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) return [];
    const at = line.indexOf('=');
    const name = (at === -1 ? line : line.slice(0, at)).trim();
    const ignoreErrors = name.startsWith('-');
    // Without a value only the `-key` form means something: it takes the key out of globs.
    if (at === -1 && !ignoreErrors) return [];
    const key = normaliseKey(ignoreErrors ? name.slice(1).trim() : name);
    if (key === '') return [];
    return [{ key, value: at === -1 ? null : line.slice(at + 1).trim(), line: index + 1 }];
  });
}

/** `net/ipv4/conf/eth0.100/rp_filter` → dotted: when the first separator is a slash, dots and slashes change places. */
export function normaliseKey(name: string): string {
  const first = /[./]/.exec(name)?.[0];
  if (first !== '/') return name;
  return name.replace(/[./]/g, (separator) => (separator === '/' ? '.' : '/'));
}

/** True when a key or glob of a file covers `key`; `*` stays inside one part of the path. */
export function keyMatches(pattern: string, key: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === key;
  // Hostile patterns must not make a slow expression: runs of stars are one star.
  const source = pattern
    .slice(0, 256)
    .replace(/\*+/g, '*')
    .replace(/[\\^$+()[\]{}|.]/g, '\\$&')
    .replaceAll('*', '[^.]*')
    .replaceAll('?', '[^.]');
  return new RegExp(`^${source}$`).test(key);
}
