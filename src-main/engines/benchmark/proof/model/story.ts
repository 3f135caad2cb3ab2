/** The report in plain sentences, with numbers and their intervals. Pure. */
import type { ProofReport, Trial } from '../../../../contracts/proof.ts';
import type { Comparison, Direction } from '../../../../contracts/statistics.ts';
import { gainOf } from './samples.ts';
import { percent } from './verdict.ts';

export function storyOf(report: ProofReport): string[] {
  return [
    `The goal was ${report.goalTitle} in ${report.unit}, where ${report.direction} is better.`,
    ...triedSentences(report),
    ...report.trials.filter(isAnswer).map((trial) => trialSentence(trial, report.direction)),
    ...skippedSentences(report),
    ...bestSentences(report),
    ...endSentences(report),
  ];
}

/** A screening that led to a final is told by the final. */
function isAnswer(trial: Trial): boolean {
  return trial.round === 'final' || trial.verdict === 'hurts' || trial.verdict === 'refused';
}

function triedSentences({ trials, seconds }: ProofReport): readonly string[] {
  const measured = trials.filter((trial) => trial.order !== '');
  if (measured.length === 0) return ['Nothing was measured.'];
  const measurements = trials.reduce((sum, trial) => sum + trial.order.length, 0);
  const screened = measured.filter((trial) => trial.round === 'screening').length;
  const first = screened === 0 ? '' : `${count(screened, 'candidate was', 'candidates were')} looked at briefly; `;
  const finals = count(measured.length - screened, 'was measured', 'were measured');
  return [`${first}${finals} in full against stock, in turns, with ${String(measurements)} measurements in ${duration(seconds)}.`];
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
      return `${trial.title}: no difference worth it${figures}; ${trial.why}.`;
    case 'refused':
      return `${trial.title} could not be tried: ${trial.why}.`;
    case 'notFinished':
      return `${trial.title} has no answer${figures}: ${trial.why}.`;
  }
}

/** For example: 12.4 % ± 1.1 % better, 11.3 % to 13.5 %. */
export function gainText(comparison: Comparison, direction: Direction): string {
  const gain = gainOf(comparison, direction);
  if (gain === null) return 'too few figures';
  const word = gain.percent >= 0 ? 'better' : 'worse';
  const size = percent(Math.abs(gain.percent));
  if (gain.low === null || gain.high === null) return `${size} ${word}`;
  const half = (gain.high - gain.low) / 2;
  return `${size} ± ${percent(half)} ${word}, interval ${percent(gain.low)} to ${percent(gain.high)}`;
}

function skippedSentences({ skipped }: ProofReport): readonly string[] {
  if (skipped.length === 0) return [];
  const shown = skipped.slice(0, 3).map(({ knobId, why }) => `${knobId} (${why})`);
  const more = skipped.length > 3 ? ` and ${String(skipped.length - 3)} more` : '';
  return [`${count(skipped.length, 'knob was', 'knobs were')} left out: ${shown.join(', ')}${more}.`];
}

function bestSentences({ best, direction, state }: ProofReport): readonly string[] {
  if (best === null) return state === 'finished' ? ['Nothing was shown to help this machine.'] : [];
  const values = Object.entries(best.values).map(([id, value]) => `${id} = ${value}`);
  return [`Shown to help: ${values.join(', ')}, ${gainText(best.comparison, direction)}.`];
}

function endSentences(report: ProofReport): readonly string[] {
  const end: Readonly<Record<ProofReport['machineState'], string>> = {
    stock: `Everything is as before: ${report.machineStateDetail}.`,
    kept: `It is in force and stays over a restart: ${report.machineStateDetail}.`,
    unknown: `The machine may not be as before: ${report.machineStateDetail}.`,
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
