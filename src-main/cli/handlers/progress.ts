/** Progress of a job on standard error: one line that moves on a terminal, one line per step elsewhere. */
import type { ApplyProgress } from '../../contracts/executor.ts';
import type { CommandContext } from '../context.ts';
import { safe } from '../format/reading.ts';
import { cut } from '../terminal/width.ts';

export interface ProgressLine {
  readonly report: (progress: ApplyProgress) => void;
  /** Leaves the cursor on a fresh line. */
  readonly end: () => void;
}

export function progressLine(context: CommandContext): ProgressLine {
  if (context.json) return { report: () => undefined, end: () => undefined };
  const { console, page } = context;
  let shown = '';
  const clear = (): void => {
    if (shown !== '' && console.outputIsTerminal) console.writeError('\r\u001b[K');
  };
  return {
    report({ done, total, message }) {
      const text = `[${String(done)}/${String(total)}] ${safe(message)}`;
      if (text === shown) return;
      clear();
      shown = text;
      console.writeError(console.outputIsTerminal ? cut(text, page.width - 1) : `${text}\n`);
    },
    end() {
      clear();
      shown = '';
    },
  };
}
