/** Configuration that writes kernel files at boot or when a device appears: tmpfiles.d(5), sysfs.conf, udev(7). */

export interface FileWrite {
  /** Path with shell globs, as on the machine. */
  readonly pattern: string;
  readonly value: string;
  readonly line: number;
}

/** `w` lines of tmpfiles.d(5). */
export function parseTmpfiles(text: string): readonly FileWrite[] {
  return significant(text).flatMap(({ content, line }) => {
    const match = /^w\S{0,4}\s+"?(\/\S+?)"?\s+\S+\s+\S+\s+\S+\s+\S+\s+(.+)$/.exec(content);
    return match === null ? [] : [{ pattern: match[1] ?? '', value: (match[2] ?? '').trim(), line }];
  });
}

/** `block/sda/queue/scheduler = bfq` of sysfsutils, relative to /sys. */
export function parseSysfsConf(text: string): readonly FileWrite[] {
  return significant(text).flatMap(({ content, line }) => {
    const match = /^([^\s=]+)\s*=\s*(\S.*)$/.exec(content);
    const path = match?.[1] ?? '';
    if (match === null || path === 'mode' || path === 'owner') return [];
    return [{ pattern: path.startsWith('/sys/') ? path : `/sys/${path}`, value: (match[2] ?? '').trim(), line }];
  });
}

/** One assignment of one rule. */
export interface UdevAttribute {
  /** KERNEL patterns; empty when the rule matches by something else. */
  readonly kernel: readonly string[];
  readonly rotational: string | null;
  readonly attribute: string;
  readonly value: string;
  readonly line: number;
}

/** Rules that assign an attribute of block devices. Other matches than the device name and `rotational` are taken as fitting. */
export function parseUdevRules(text: string): readonly UdevAttribute[] {
  return significant(text.replace(/\\\n/g, ' ')).flatMap(({ content, line }) => {
    const tokens = [...content.slice(0, 4096).matchAll(/([A-Z]{2,16}(?:\{[^}"]{1,64}\})?)\s*(==|=)\s*"([^"]*)"/g)];
    const kernel = tokens.find(([, key, operator]) => key === 'KERNEL' && operator === '==')?.[3];
    const rotational = tokens.find(([, key, operator]) => key === 'ATTR{queue/rotational}' && operator === '==')?.[3];
    return tokens.flatMap(([, key, operator, value]) => {
      const attribute = /^ATTR\{(queue\/[a-z_]+)\}$/.exec(key ?? '')?.[1];
      if (attribute === undefined || operator !== '=' || value === undefined) return [];
      return [{ kernel: kernel === undefined ? [] : kernel.split('|'), rotational: rotational ?? null, attribute, value, line }];
    });
  });
}

/** Lines that say something, with their numbers in the file. */
function significant(text: string): readonly { readonly content: string; readonly line: number }[] {
  return text
    .split('\n')
    .map((raw, index) => ({ content: raw.trim(), line: index + 1 }))
    .filter(({ content }) => content !== '' && !content.startsWith('#') && !content.startsWith(';'));
}

/** Shell glob as fnmatch(3): `*` and `?` stay inside one path segment, `[a-z]` is a class. */
export function globMatches(pattern: string, text: string): boolean {
  if (pattern === text) return true;
  if (!/[*?[]/.test(pattern) || pattern.length > 256) return false;
  const source = pattern
    .replace(/\*+/g, '*')
    .replace(/[\\^$+(){}|.]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]')
    .replace(/\[!/g, '[^');
  try {
    return new RegExp(`^${source}$`).test(text);
  } catch {
    // A class that is not closed: to the shell it is plain text, which was compared above.
    return false;
  }
}
