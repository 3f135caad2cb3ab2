/** Colours that mean something; without colour every function returns its text unchanged. */

export interface Style {
  heading(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
  good(text: string): string;
  warn(text: string): string;
  bad(text: string): string;
  accent(text: string): string;
  /** The selected row. */
  inverse(text: string): string;
  /** Whatever the colours of the terminal are: for a code that a camera reads. */
  whiteOnBlack(text: string): string;
}

function painter(on: boolean, open: number, close: number): (text: string) => string {
  return on ? (text) => (text === '' ? '' : `\u001b[${String(open)}m${text}\u001b[${String(close)}m`) : (text) => text;
}

export function createStyle(colour: boolean): Style {
  const strong = painter(colour, 1, 22);
  const accent = painter(colour, 36, 39);
  return {
    heading: (text) => strong(accent(text)),
    strong,
    faint: painter(colour, 2, 22),
    good: painter(colour, 32, 39),
    warn: painter(colour, 33, 39),
    bad: painter(colour, 31, 39),
    accent,
    inverse: painter(colour, 7, 27),
    whiteOnBlack: (text) => (colour ? `\u001b[97;40m${text}\u001b[39;49m` : text),
  };
}
