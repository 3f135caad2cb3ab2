/** A terminal, or a pipe, in memory. */
import type { Console } from '../terminal/console.ts';

export interface FakeConsole extends Console {
  readonly output: () => string;
  readonly errors: () => string;
}

export interface FakeConsoleOptions {
  readonly terminal?: boolean;
  /** Lines that are typed, in order; then end of input. */
  readonly lines?: readonly string[];
  /** Key pressed at the countdown; null waits until the time is up. */
  readonly key?: string | null;
  readonly input?: string;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
}

export function createFakeConsole(options: FakeConsoleOptions = {}): FakeConsole {
  const terminal = options.terminal ?? false;
  const typed = [...(options.lines ?? [])];
  let output = '';
  let errors = '';
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
    rows: 40,
    env: options.env ?? {},
    askLine(question) {
      errors += question;
      return Promise.resolve(typed.shift() ?? '');
    },
    askKey(show, seconds) {
      show(seconds);
      return Promise.resolve(options.key ?? null);
    },
    readInput: () => Promise.resolve(options.input ?? ''),
    output: () => output,
    errors: () => errors,
  };
}
