/** How many columns a text takes, and how to cut or wrap it to fit. Knows the colour sequences of style.ts. */

const colourSequence = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** With the sequences as parts of their own. */
const colourParts = new RegExp(`(${String.fromCharCode(27)}\\[[0-9;]*m)`);

/** Columns of one line: combining marks take none, East Asian wide characters and emoji take two. */
export function textWidth(text: string): number {
  const plain = text.includes('\u001b') ? text.replace(colourSequence, '') : text;
  if (/^[\x20-\x7e]*$/.test(plain)) return plain.length;
  let width = 0;
  for (const character of plain) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  if (/^(?:\p{Mark}|\p{Format})$/u.test(character)) return 0;
  const code = character.codePointAt(0) ?? 0;
  // The wide blocks of UAX #11 that occur in names of hardware, files and people.
  const wide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd);
  return wide ? 2 : 1;
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - textWidth(text))) + text;
}

/** Cuts uncoloured text to `width` columns, the last of them an ellipsis. */
export function cut(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    const next = characterWidth(character);
    if (used + next > width - 1) break;
    kept += character;
    used += next;
  }
  return `${kept}…`;
}

/** Cuts text that may have colours to `width` columns; a colour that is cut off does not leak into what follows. */
export function clip(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const part of text.split(colourParts)) {
    if (part.startsWith('\u001b[')) {
      kept += part;
      continue;
    }
    for (const character of part) {
      const next = characterWidth(character);
      if (used + next > width) return kept.includes('\u001b') ? `${kept}\u001b[0m` : kept;
      kept += character;
      used += next;
    }
  }
  return kept;
}

/** Lines of at most `width` columns, broken at spaces; a word that is longer is broken where it must. At least one line. */
export function wrap(text: string, width: number): readonly string[] {
  const limit = Math.max(8, width);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ +/).flatMap((part) => pieces(part, limit))) {
    if (line !== '' && textWidth(line) + 1 + textWidth(word) > limit) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}

function pieces(word: string, limit: number): readonly string[] {
  if (textWidth(word) <= limit) return [word];
  const parts: string[] = [''];
  for (const character of word) {
    const last = parts.at(-1) ?? '';
    if (textWidth(last) + characterWidth(character) > limit) parts.push(character);
    else parts[parts.length - 1] = last + character;
  }
  return parts;
}
