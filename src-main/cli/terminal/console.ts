/** Where `hecate` reads and writes. Handlers see this and never `process`, so that tests can be a terminal. */

import type { Page } from './layout.ts';
import type { Screen, ScreenEvents } from './screen.ts';
import { createStyle } from './style.ts';

export interface Console {
  /** Standard output, already with line breaks. */
  write(text: string): void;
  /** Standard error: progress, questions, problems. */
  writeError(text: string): void;
  readonly outputIsTerminal: boolean;
  /** Questions can be asked: input and the question's own output are terminals. */
  readonly canAsk: boolean;
  readonly columns: number;
  readonly rows: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** One line of the user's answer; an empty text at the end of input. */
  askLine(question: string, signal: AbortSignal): Promise<string>;
  /** One key within `seconds`; `show` is called with what is left, once a second. null: time is up. */
  askKey(show: (secondsLeft: number) => void, seconds: number, signal: AbortSignal): Promise<string | null>;
  /** Takes the whole terminal until it is closed; only where the output is a terminal. */
  openScreen(events: ScreenEvents): Screen;
  /** All of standard input, for `-`; rejects above `maxBytes`. */
  readInput(maxBytes: number): Promise<string>;
}

/** Colour: only on a terminal, without NO_COLOR (no-color.org: any non-empty value) and TERM=dumb. */
export function pageOf(console: Console, noColour: boolean): Page {
  const { NO_COLOR: forbidden = '', TERM: terminal } = console.env;
  const colour = console.outputIsTerminal && !noColour && forbidden === '' && terminal !== 'dumb';
  return { style: createStyle(colour), width: Math.min(140, Math.max(40, console.columns)) };
}
