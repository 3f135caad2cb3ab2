/** Progress of measurements on standard error: one line that moves on a terminal, one line for each event elsewhere. */
import { figureText, intervalText } from '../../base/figureText.ts';
import type { RunProgress } from '../../contracts/benchmark.ts';
import type { ProofProgress } from '../../contracts/proof.ts';
import type { CommandContext } from '../context.ts';
import { formatDuration } from '../format/duration.ts';
import { safe } from '../format/reading.ts';
import { counted } from '../format/units.ts';
import { cut } from '../terminal/width.ts';

export interface MeasuringProgress<T> {
  readonly report: (progress: T) => void;
  /** Leaves the cursor on a fresh line. */
  readonly end: () => void;
}

/** `live` moves on a terminal; `step` is a line of its own elsewhere, once. */
function movingLine(context: CommandContext): { show(live: string, step: string | null): void; end(): void } {
  const { console, page } = context;
  let shown = false;
  let last = '';
  const clear = (): void => {
    if (shown) console.writeError('\r\u001b[K');
    shown = false;
  };
  return {
    show(live, step) {
      if (context.json) return;
      if (console.outputIsTerminal) {
        clear();
        console.writeError(cut(live, page.width - 1));
        shown = true;
        return;
      }
      if (step === null || step === last) return;
      last = step;
      console.writeError(`${step}\n`);
    },
    end: clear,
  };
}

export function benchProgress(context: CommandContext): MeasuringProgress<RunProgress> {
  const line = movingLine(context);
  let testId: string | null = null;
  let figure = '';
  return {
    report(progress) {
      if (progress.testId !== testId) {
        testId = progress.testId;
        figure = '';
      }
      if (progress.summary !== null) {
        const { summary, unit } = progress;
        figure = `${counted(summary.count, 'sample')}, ${figureText(summary.median)} ${safe(unit ?? '')} ${intervalText(summary.halfWidthPercent)}`;
      } else if (figure === '' && progress.value !== null) figure = `${figureText(progress.value)} ${safe(progress.unit ?? '')}`;
      const step = safe(progress.message);
      const left = progress.leftSeconds === null ? '' : `about ${formatDuration(progress.leftSeconds * 1000)} left`;
      line.show([step, figure, left].filter((part) => part !== '').join(' · '), step);
    },
    end: line.end,
  };
}

const phaseWords: Readonly<Record<ProofProgress['phase'], string>> = {
  checking: 'looking at the machine',
  waiting: 'waiting for a quiet machine',
  warmUp: 'warming up',
  screening: 'looking briefly',
  final: 'measuring in full',
  restoring: 'putting stock back',
  keeping: 'keeping what helps',
  done: 'done',
};

export function proofProgress(context: CommandContext): MeasuringProgress<ProofProgress> {
  const line = movingLine(context);
  return {
    report(progress) {
      const { done, total, phase, arm, value, unit } = progress;
      const title = progress.trialTitle === null ? '' : safe(progress.trialTitle);
      const step = [phaseWords[phase], title].filter((part) => part !== '').join(': ');
      const measured = value === null ? '' : `${arm ?? ''} ${figureText(value)} ${safe(unit)}`.trim();
      const time = `[${formatDuration(done * 1000)} of at most ${formatDuration(total * 1000)}]`;
      line.show([time, step, measured].filter((part) => part !== '').join(' · '), step);
    },
    end: line.end,
  };
}
