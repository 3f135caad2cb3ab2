/** The report in plain sentences, with numbers and their intervals. Pure. */
import type { ProofReport, Trial } from '../../../../contracts/proof.ts';
import type { Comparison, Direction } from '../../../../contracts/statistics.ts';
import { keyOf } from '../../model/search/index.ts';
import { gainOf } from './samples.ts';
import { percent } from './verdict.ts';

export function storyOf(report: ProofReport): string[] {
  return [
    goalSentence(report),
    ...triedSentences(report),
    ...report.trials.filter(isAnswer).map((trial) => trialSentence(trial, report.direction)),
    ...skippedSentences(report),
    ...bestSentences(report),
    ...endSentences(report),
  ];
}

/** Before the first measurement nobody knows in what it is measured. */
function goalSentence({ goalTitle, unit, direction, trials }: ProofReport): string {
  if (trials.length === 0) return `The goal was ${goalTitle}.`;
  return `The goal was ${goalTitle}${unit === '' ? '' : ` in ${unit}`}, where ${direction} is better.`;
}

/** A screening that led to a final is told by the final. */
function isAnswer(trial: Trial): boolean {
  return trial.round === 'final' || trial.verdict === 'hurts' || trial.verdict === 'refused';
}

function triedSentences({ trials, seconds }: ProofReport): readonly string[] {
  const measured = trials.filter((trial) => trial.order !== '');
  if (measured.length === 0) return ['Nothing was measured.'];
  const measurements = trials.reduce((sum, trial) => sum + trial.order.length, 0);
  // The same candidate may be looked at more than once.
  const different = (round: Trial['round']): number =>
    new Set(measured.filter((trial) => trial.round === round).map((trial) => keyOf(trial.values))).size;
  const screened = different('screening');
  const finals = different('final');
  const briefly = `${count(screened, 'candidate was', 'candidates were')} looked at briefly`;
  const inFull = `${screened === 0 ? count(finals, 'candidate was', 'candidates were') : count(finals, 'was', 'were')} measured in full`;
  const what = screened === 0 ? inFull : `${briefly}, and ${finals === 0 ? 'none was measured in full' : inFull}`;
  return [`${what}: against stock, in turns, with ${String(measurements)} measurements in ${duration(seconds)}.`];
}

function trialSentence(trial: Trial, direction: Direction): string {
  const figures = trial.comparison === null ? '' : ` (${gainText(trial.comparison, direction)})`;
  switch (trial.verdict) {
    case 'helps':
      return `${trial.title} helps${figures}.`;
    case 'hurts':
      return `${trial.title} hurts${figures}.`;
    case 'guard':
      return `${trial.title} is not worth it${figures}: ${trial.why}.`;
    case 'noDifference':
      return `${trial.title} was not shown to help${figures}: ${trial.why}.`;
    case 'refused':
      return `${trial.title} could not be tried: ${trial.why}.`;
    case 'notFinished':
      return `${trial.title} has no answer${figures}: ${trial.why}.`;
  }
}

/**
 * Words in place of signs, because the sign of a comparison is that of the value and not of its worth. For example: 12 % ± 1.1 %
 * better, interval 11 % to 14 %; or around zero: 0.50 % ± 1.7 % better, interval 1.2 % worse to 2.1 % better.
 */
export function gainText(comparison: Comparison, direction: Direction): string {
  const gain = gainOf(comparison, direction);
  if (gain === null) return 'too few figures';
  const { low, high } = gain;
  const size = percent(Math.abs(gain.percent));
  if (low === null || high === null) return `${size} ${worth(gain.percent)}`;
  const ends = [low, high].sort((a, b) => Math.abs(a) - Math.abs(b)).map((end) => percent(Math.abs(end)));
  const interval =
    low < 0 && high > 0 ? `${percent(-low)} ${worth(low)} to ${percent(high)} ${worth(high)}` : `${ends[0] ?? ''} to ${ends[1] ?? ''}`;
  return `${size} ± ${percent((high - low) / 2)} ${worth(gain.percent)}, interval ${interval}`;
}

function worth(gainPercent: number): string {
  return gainPercent >= 0 ? 'better' : 'worse';
}

function skippedSentences({ skipped }: ProofReport): readonly string[] {
  if (skipped.length === 0) return [];
  const shown = skipped.slice(0, 3).map(({ knobId, why }) => `${knobId} (${why})`);
  const more = skipped.length > 3 ? ` and ${String(skipped.length - 3)} more` : '';
  return [`${count(skipped.length, 'knob was', 'knobs were')} left out: ${shown.join(', ')}${more}.`];
}

function bestSentences({ best, direction, state, input }: ProofReport): readonly string[] {
  if (best === null) return state === 'finished' ? ['Nothing was shown to help this machine.'] : [];
  const values = Object.entries(best.values).map(([id, value]) => `${id} = ${value}`);
  const shown = `Shown to help: ${values.join(', ')}, ${gainText(best.comparison, direction)}.`;
  if (input.subject.kind !== 'profile' || values.length < 2) return [shown];
  return [shown, 'The profile was tried as a whole: some of its values may do nothing by themselves.'];
}

/** How that was found out is the report's `machineStateDetail`. */
function endSentences(report: ProofReport): readonly string[] {
  const end: Readonly<Record<ProofReport['machineState'], string>> = {
    stock: 'Everything is as before.',
    kept: 'It is in force and stays over a restart.',
    unknown: 'The machine may not be as before.',
  };
  if (report.state === 'running') return [];
  const cut: Partial<Record<ProofReport['state'], string>> = {
    cancelled: 'It was cancelled.',
    interrupted: 'It was cut off.',
    failed: 'It ended with a failure.',
  };
  const how = cut[report.state];
  return [...(how === undefined ? [] : [how]), end[report.machineState]];
}

function count(number: number, one: string, many: string): string {
  return `${String(number)} ${number === 1 ? one : many}`;
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(0)} s`;
  return `${(seconds / 60).toFixed(seconds < 600 ? 1 : 0)} min`;
}
