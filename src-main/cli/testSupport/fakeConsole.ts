/** A terminal, or a pipe, in memory. */
import type { Console } from '../terminal/console.ts';
import { enterSequence, leaveSequence, Painter, type ScreenEvents } from '../terminal/screen.ts';

export interface FakeConsole extends Console {
  readonly output: () => string;
  readonly errors: () => string;
  /** Presses a key of the screen that is open; see keys.ts for the names. */
  readonly press: (key: string) => void;
  /** Lines of the screen that is, or was, open. */
  readonly screen: () => readonly string[];
}

export interface FakeConsoleOptions {
  readonly terminal?: boolean;
  /** Lines that are typed, in order; then end of input. */
  readonly lines?: readonly string[];
  /** Key pressed at the countdown; null waits until the time is up. */
  readonly key?: string | null;
  readonly input?: string;
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

export function createFakeConsole(options: FakeConsoleOptions = {}): FakeConsole {
  const terminal = options.terminal ?? false;
  const typed = [...(options.lines ?? [])];
  let output = '';
  let errors = '';
  let events: ScreenEvents | null = null;
  let shown: readonly string[] = [];
  return {
    write(text) {
      output += text;
    },
    writeError(text) {
      errors += text;
    },
    outputIsTerminal: terminal,
    canAsk: terminal,
    columns: options.columns ?? 100,
    rows: options.rows ?? 40,
    env: options.env ?? {},
    askLine(question) {
      errors += question;
      return Promise.resolve(typed.shift() ?? '');
    },
    askKey(show, seconds) {
      show(seconds);
      return Promise.resolve(options.key ?? null);
    },
    openScreen(listeners) {
      const painter = new Painter();
      const [columns, rows] = [options.columns ?? 100, options.rows ?? 40];
      events = listeners;
      output += enterSequence;
      return {
        columns,
        rows,
        draw(lines) {
          shown = lines;
          output += painter.paint(lines, columns, rows);
        },
        close() {
          if (events === listeners) output += leaveSequence;
          events = null;
        },
      };
    },
    press(key) {
      if (events === null) throw new Error('no screen is open');
      events.onKey(key);
    },
    screen: () => shown,
    readInput: () => Promise.resolve(options.input ?? ''),
    output: () => output,
    errors: () => errors,
  };
}
