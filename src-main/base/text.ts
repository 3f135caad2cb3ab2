/** Small parsers for the text that the kernel writes. Pure; hostile input gives undefined, never a throw. */

/** Cuts at the first NUL (some drivers pad with them) and trims. */
export function cleanText(raw: string): string {
  const nul = raw.indexOf('\0');
  return (nul === -1 ? raw : raw.slice(0, nul)).trim();
}

/** Whole number in decimal, or hexadecimal with 0x; undefined for anything else. */
export function parseInteger(raw: string): number | undefined {
  const text = cleanText(raw);
  if (!/^-?\d+$|^0x[0-9a-fA-F]+$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Kernel CPU or node list such as `0-3,8,10-11`; undefined when malformed. Empty text is an empty list. */
export function parseRangeList(raw: string): readonly number[] | undefined {
  const text = cleanText(raw);
  if (text === '') return [];
  const numbers: number[] = [];
  for (const part of text.split(',')) {
    const match = /^(\d{1,7})(?:-(\d{1,7}))?$/.exec(part.trim());
    if (match === null) return undefined;
    const first = Number(match[1]);
    const last = match[2] === undefined ? first : Number(match[2]);
    if (last < first || last - first > 65_535) return undefined;
    for (let value = first; value <= last; value += 1) numbers.push(value);
  }
  return numbers;
}

/** The reverse of parseRangeList; sorts and removes duplicates. */
export function formatRangeList(numbers: Iterable<number>): string {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let index = 0; index < sorted.length; ) {
    let end = index;
    while (end + 1 < sorted.length && sorted[end + 1] === (sorted[end] ?? 0) + 1) end += 1;
    parts.push(end === index ? String(sorted[index]) : `${String(sorted[index])}-${String(sorted[end])}`);
    index = end + 1;
  }
  return parts.join(',');
}

/** The bracketed word of `always [madvise] never`; undefined when there is none. */
export function selectedWord(raw: string): string | undefined {
  return /\[([^\]\s]+)\]/.exec(cleanText(raw))?.[1];
}

/** All words of `always [madvise] never`, brackets removed. */
export function offeredWords(raw: string): readonly string[] {
  return cleanText(raw)
    .split(/\s+/)
    .map((word) => word.replace(/^\[|\]$/g, ''))
    .filter((word) => word !== '');
}

/** Lines of `key<separator>value`; the first of a repeated key wins. */
export function parseKeyValues(raw: string, separator: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of raw.split('\n')) {
    const at = line.indexOf(separator);
    if (at <= 0) continue;
    const key = line.slice(0, at).trim();
    if (!values.has(key)) values.set(key, line.slice(at + separator.length).trim());
  }
  return values;
}

/** Removes control characters, so that a hostile device name can neither colour a terminal nor forge a log line. */
export function printable(raw: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the point
  return raw.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ' ').trim();
}
