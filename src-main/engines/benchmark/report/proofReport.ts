/** A proof as a file: first the story, then each candidate with its measurements in order. */
import { figureText } from '../../../base/figureText.ts';
import { jsonText } from '../../../base/jsonText.ts';
import type { ProofReport, Trial, TrialVerdict } from '../../../contracts/proof.ts';
import type { ChangeRow } from './charts/chartData.ts';
import { type Block, type Cell, cell, type ReportDocument, section, type Tone } from './document.ts';
import type { ReportFile } from './file.ts';
import { htmlOf } from './htmlForm.ts';
import { markdownOf } from './markdownForm.ts';
import { textOf } from './textForm.ts';
import { changeOf, counted, detectableOf, markCell, momentText, secondsText, withUnit } from './words.ts';

export type ProofFormat = 'text' | 'json' | 'markdown' | 'html';

export function proofReportText(report: ProofReport, format: ProofFormat): ReportFile {
  switch (format) {
    case 'json':
      return { fileName: `${report.id}.json`, mediaType: 'application/json', text: `${jsonText(report, 2)}\n` };
    case 'text':
      return { fileName: `${report.id}.txt`, mediaType: 'text/plain; charset=utf-8', text: textOf(proofDocument(report)) };
    case 'markdown':
      return { fileName: `${report.id}.md`, mediaType: 'text/markdown; charset=utf-8', text: markdownOf(proofDocument(report)) };
    case 'html':
      return { fileName: `${report.id}.html`, mediaType: 'text/html; charset=utf-8', text: htmlOf(proofDocument(report)) };
  }
}

export const verdictWords: Readonly<Record<TrialVerdict, string>> = {
  helps: 'helps',
  hurts: 'hurts',
  noDifference: 'no difference shown',
  guard: 'helps, but something else got worse',
  refused: 'could not be tried',
  notFinished: 'no answer',
};
const verdictTones: Readonly<Record<TrialVerdict, Tone>> = {
  helps: 'good',
  hurts: 'bad',
  noDifference: 'faint',
  guard: 'warn',
  refused: 'warn',
  notFinished: 'warn',
};

function proofDocument(report: ProofReport): ReportDocument {
  const finals = report.trials.filter((trial) => trial.round === 'final');
  const screenings = report.trials.filter((trial) => trial.round === 'screening');
  return {
    title: report.title,
    subtitle: [report.goalTitle, momentText(report.startedAt), report.state].join(' · '),
    blocks: [
      { kind: 'figures', figures: figuresOf(report) },
      ...report.story.map((text, at): Block => (at === 0 ? { kind: 'lead', text } : { kind: 'paragraph', text })),
      ...(report.marks.length === 0 ? [] : [{ kind: 'list', items: report.marks.map(markCell) } as const]),
      ...section('Candidates beside each other', overview(report.trials)),
      ...section(
        'Measured in full',
        finals.flatMap((trial) => trialBlocks(report, trial)),
      ),
      ...section(
        'Looked at briefly',
        screenings.flatMap((trial) => trialBlocks(report, trial)),
        'a screening alone never ends in "helps"',
      ),
      ...section('Not tried', notTried(report)),
    ],
    footer:
      'Stock (A) and candidate (B) were measured in turns. A candidate helps only when the interval of its gain, from samples of a final round of its own, excludes none, and no guard got worse.',
  };
}

function figuresOf(report: ProofReport): Extract<Block, { kind: 'figures' }>['figures'] {
  const best = report.best?.comparison;
  const state = { stock: 'as before', kept: 'kept', unknown: 'unknown' }[report.machineState];
  return [
    {
      name: 'Shown to help',
      value: best === undefined ? 'nothing' : changeOf(best).replace(/ \(.*$/, ''),
      detail: best === undefined ? '' : changeOf(best).replace(/^[^(]*/, ''),
    },
    {
      name: 'Tried',
      value: String(new Set(report.trials.map((trial) => trial.title)).size),
      detail: `${counted(report.trials.length, 'trial')}, ${secondsText(report.seconds)}`,
    },
    { name: 'Settings now', value: state, detail: report.machineStateDetail },
  ];
}

function overview(trials: readonly Trial[]): readonly Block[] {
  if (trials.length === 0) return [];
  const rows = trials.flatMap((trial): ChangeRow[] => {
    const { comparison } = trial;
    if (comparison === null || comparison.changePercent === null) return [];
    const { changePercent, lowPercent, highPercent, verdict } = comparison;
    const name = trial.round === 'screening' ? `${trial.title} (brief)` : trial.title;
    return [{ name, changePercent, lowPercent, highPercent, verdict }];
  });
  return [
    ...(rows.length === 0 ? [] : [{ kind: 'chart', title: 'Change of the goal against stock', chart: { kind: 'changes', rows } } as const]),
    {
      kind: 'table',
      columns: [
        { title: 'Candidate' },
        { title: 'Round' },
        { title: 'Change (95 % interval)', align: 'right' },
        { title: 'Measured', align: 'right' },
        { title: 'Verdict' },
        { title: 'Why' },
      ],
      rows: trials.map((trial): readonly Cell[] => [
        cell(trial.title),
        cell(trial.round === 'final' ? 'full' : 'brief', 'faint'),
        cell(trial.comparison === null ? '-' : changeOf(trial.comparison)),
        cell(`${String(trial.stock.length)} + ${String(trial.candidate.length)}`),
        cell(verdictWords[trial.verdict], verdictTones[trial.verdict]),
        cell(trial.why),
      ]),
    },
  ];
}

function trialBlocks(report: ProofReport, trial: Trial): readonly Block[] {
  const settings = Object.entries(trial.values).map(([knob, value]) => ({
    name: knob,
    value: `${trial.before[knob] ?? 'not known'} → ${value}`,
  }));
  const { comparison } = trial;
  return [
    { kind: 'heading', level: 3, text: trial.title, aside: verdictWords[trial.verdict] },
    { kind: 'paragraph', text: trial.why, tone: verdictTones[trial.verdict] },
    ...(trial.stock.length + trial.candidate.length < 2
      ? []
      : [
          {
            kind: 'chart',
            title: trial.title,
            chart: {
              kind: 'turns',
              unit: report.unit,
              direction: report.direction,
              order: trial.order,
              stock: trial.stock,
              candidate: trial.candidate,
            },
          } as const,
        ]),
    {
      kind: 'values',
      values: [
        ...settings,
        ...(comparison === null
          ? []
          : [
              { name: 'Change', value: changeOf(comparison) },
              { name: 'Would have shown', value: detectableOf(comparison) },
            ]),
        { name: 'Order', value: trial.order === '' ? 'nothing was measured' : trial.order },
        { name: 'Stock', value: samplesText(trial.stock, report.unit) },
        { name: 'Candidate', value: samplesText(trial.candidate, report.unit) },
        ...trial.guards.map((guard) => ({
          name: guard.title,
          value: guard.why,
          tone: guard.tripped ? ('bad' as const) : ('plain' as const),
        })),
        ...(trial.planIds.length === 0 ? [] : [{ name: 'Plans', value: trial.planIds.join(', ') }]),
      ],
    },
  ];
}

/** Long lists stay whole in the JSON report. */
const mostSamples = 40;

function samplesText(samples: readonly number[], unit: string): string {
  if (samples.length === 0) return 'none';
  if (samples.length === 1) return withUnit(samples[0] ?? 0, unit);
  const more = samples.length > mostSamples ? ` and ${String(samples.length - mostSamples)} more` : '';
  return `${samples.slice(0, mostSamples).map(figureText).join(', ')}${more} ${unit}`;
}

function notTried({ skipped }: ProofReport): readonly Block[] {
  if (skipped.length === 0) return [];
  return [
    { kind: 'table', columns: [{ title: 'Knob' }, { title: 'Why' }], rows: skipped.map(({ knobId, why }) => [cell(knobId), cell(why)]) },
  ];
}
