/** Reads that end in a Reading: present, absent or unknown, with the reason in plain words. */
import { cleanText, parseInteger, parseRangeList, printable } from '../../../base/text.ts';
import { absent, ok, type Reading, unknown } from '../../../contracts/value.ts';
import type { HostFiles, ReadFailure } from '../../../host/port.ts';

// Longest single value that is shown; a longer one is damage or an attack.
const maxValueCharacters = 4096;

export interface Reader {
  /** Cleaned one-value text; undefined when the file is missing, empty or unreadable. */
  value(path: string): string | undefined;
  /** The same as a Reading; `nothing` says what a missing or empty file means. */
  text(path: string, nothing: string): Reading<string>;
  integer(path: string, nothing: string): Reading<number>;
  /** `1` and `0`, also `Y` and `N`. */
  flag(path: string, nothing: string): Reading<boolean>;
  integerOf(path: string): number | undefined;
  ranges(path: string): readonly number[] | undefined;
  /** Whole text of a file, not cleaned. */
  whole(path: string, maxBytes?: number): string | undefined;
  /** Name of what a link points at, for example the driver of a device. */
  linkName(path: string): string | undefined;
  readonly files: HostFiles;
}

export function createReader(source: HostFiles): Reader {
  // The kernel gives no file or device a name with control characters; one that has them is damage or an attack.
  const files: HostFiles = { ...source, list: (path) => source.list(path).filter((name) => printable(name) === name) };
  const raw = (path: string): string | ReadFailure => {
    const result = files.read(path, 64 * 1024);
    return result.ok ? printable(cleanText(result.text)).slice(0, maxValueCharacters) : result;
  };
  const reading = <T>(path: string, nothing: string, parse: (text: string) => T | undefined): Reading<T> => {
    const text = raw(path);
    if (typeof text !== 'string') return failureReading(text, nothing);
    if (text === '') return absent(`${nothing} (${path} is empty)`);
    const value = parse(text);
    return value === undefined ? unknown(`${path} holds something unexpected: ${text.slice(0, 60)}`) : ok(value);
  };
  const value = (path: string): string | undefined => {
    const text = raw(path);
    return typeof text === 'string' && text !== '' ? text : undefined;
  };
  return {
    files,
    value,
    text: (path, nothing) => reading(path, nothing, (text) => text),
    integer: (path, nothing) => reading(path, nothing, parseInteger),
    flag: (path, nothing) => reading(path, nothing, parseFlag),
    integerOf: (path) => parseInteger(value(path) ?? ''),
    ranges: (path) => {
      const text = value(path);
      return text === undefined ? undefined : parseRangeList(text);
    },
    whole: (path, maxBytes = 1024 * 1024) => {
      const result = files.read(path, maxBytes);
      return result.ok ? result.text : undefined;
    },
    linkName: (path) => {
      const target = files.readLink(path);
      return target === undefined ? undefined : baseName(target);
    },
  };
}

/** Missing means absent; anything that only we could not see means unknown. */
export function failureReading(failure: ReadFailure, nothing: string): Reading<never> {
  return failure.reason === 'missing' ? absent(`${nothing} (${failure.why})`) : unknown(failure.why);
}

/** Firmware that was never filled in says so in these words; they are no names. */
export function isFiller(text: string): boolean {
  return /^(?:to be filled by o\.?e\.?m\.?|default string|system (?:manufacturer|product name|version)|not specified|not applicable|none|n\/a|o\.?e\.?m\.?|x\.x|0+|unknown|undefined)$/i.test(
    text.trim(),
  );
}

export function baseName(path: string): string {
  return printable(path.slice(path.lastIndexOf('/') + 1));
}

function parseFlag(text: string): boolean | undefined {
  if (text === '1' || text === 'Y' || text === 'y') return true;
  return text === '0' || text === 'N' || text === 'n' ? false : undefined;
}
