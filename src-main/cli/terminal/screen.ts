/** The whole terminal: entered, drawn by differences, left as it was found. */
import { clip } from './width.ts';

export interface ScreenEvents {
  /** One key by its name: see keys.ts. */
  readonly onKey: (key: string) => void;
  /** The terminal has another size, or everything on it is gone. */
  readonly onRedraw: () => void;
}

export interface Screen {
  readonly columns: number;
  readonly rows: number;
  /** Lines from the top; may have colours, must have no other control characters. */
  draw(lines: readonly string[]): void;
  /** Gives the terminal back; further drawing does nothing. */
  close(): void;
}

/** Alternate screen, no cursor, and a line that is too long stays on its line (xterm control sequences, DECAWM). */
export const enterSequence = '\u001b[?1049h\u001b[?25l\u001b[?7l';
export const leaveSequence = '\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l';
/** Synchronized output: a terminal that knows it shows all changes at once, the others ignore it. */
const beginUpdate = '\u001b[?2026h';
const endUpdate = '\u001b[?2026l';

/** Makes the text that turns what was drawn before into `lines`; empty when nothing differs. */
export class Painter {
  #shown: readonly string[] = [];
  #columns = 0;
  #rows = 0;

  paint(lines: readonly string[], columns: number, rows: number): string {
    const all = columns !== this.#columns || rows !== this.#rows;
    const next = Array.from({ length: rows }, (_, row) => clip(lines[row] ?? '', columns));
    const changes = next.flatMap((line, row) =>
      all || line !== this.#shown[row] ? [`\u001b[${String(row + 1)};1H\u001b[0m${line}\u001b[K`] : [],
    );
    this.#shown = next;
    this.#columns = columns;
    this.#rows = rows;
    if (changes.length === 0) return '';
    return `${beginUpdate}${all ? '\u001b[2J' : ''}${changes.join('')}${endUpdate}`;
  }

  /** Everything is drawn anew the next time. */
  forget(): void {
    this.#columns = 0;
  }
}
