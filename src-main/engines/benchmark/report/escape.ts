/** Foreign text in files: names of devices, output of programs and imported runs may hold anything. */
import { printable } from '../../../base/text.ts';

/** One line without control characters and marks of writing direction. */
export function plainText(text: string): string {
  return printable(text).replace(/[\s\ufeff]+/g, ' ');
}

const htmlNames: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** For text and for attributes in quotes. */
export function htmlText(text: string): string {
  return plainText(text).replace(/[&<>"']/g, (character) => htmlNames[character] ?? '');
}

/**
 * What CommonMark could take as markup gets a backslash. `<`, `>` and `&` become entities because some readers show HTML, and the
 * marks of links and mentions too, because GitHub makes links of bare text.
 */
export function markdownText(text: string): string {
  return plainText(text)
    .replace(/[\\`*_[\]|~$!#{}]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/:\/\//g, '&#58;//')
    .replace(/\bwww\./gi, (word) => `${word.slice(0, 3)}&#46;`)
    .replace(/@/g, '&#64;')
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2')
    .replace(/^[-+=]/, '\\$&');
}

/**
 * RFC 4180. A spreadsheet takes a text that begins with one of = + - @ (or their wide forms) for a formula, which can read files
 * and send them away (OWASP, CSV injection), so such a text gets an apostrophe before it. Numbers go through `csvNumber` instead.
 */
export function csvText(text: string): string {
  const line = plainText(text);
  const safe = /^[=+\-@|%＝＋－＠]/.test(line) ? `'${line}` : line;
  return /[",;\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csvNumber(value: number | null): string {
  return value === null ? '' : String(value);
}
