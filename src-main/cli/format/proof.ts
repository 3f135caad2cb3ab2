/** Proofs for people: the story first, then the figures it stands on. */
import { figureText } from '../../base/figureText.ts';
import type { Client } from '../../contracts/kit/define.ts';
import type { ProofInput, ProofReport, ProofSummary, proofContract, staleProof, Trial } from '../../contracts/proof.ts';
import { blocks, fields, type Page, paragraph, table } from '../terminal/layout.ts';
import { markLines } from './bench.ts';
import { changeWithInterval } from './benchCompare.ts';
import { formatDuration } from './duration.ts';
import { safe } from './reading.ts';
import { formatTime } from './units.ts';

type Stale = (typeof staleProof)['_output'];
type Knob = Awaited<ReturnType<Client<typeof proofContract>['candidates']>>['knobs'][number];

/** What a user agrees to before anything is measured. */
export function formatIntention(page: Page, input: ProofInput): readonly string[] {
  const goal =
    input.goal.kind === 'test'
      ? `the test ${input.goal.testId}${input.goal.metricId === null ? '' : `, metric ${input.goal.metricId}`}`
      : `your command, again and again: ${input.goal.command.join(' ')}`;
  return [
    ...fields(page, [
      { name: 'Measured', value: safe(goal) },
      { name: 'Tried', value: safe(subjectText(input)) },
      { name: 'At most', value: formatDuration(input.maxSeconds * 1000) },
    ]),
    ...paragraph(
      page,
      'Meanwhile these settings of the running machine change back and forth between stock and candidate. Ctrl-C, a crash and the end put stock back.',
    ),
    ...paragraph(
      page,
      input.keep
        ? 'What is shown to help is kept, also over a restart, and saved as a profile of its own.'
        : 'Nothing is kept at the end, whatever helps; --keep would.',
    ),
  ];
}

function subjectText({ subject }: ProofInput): string {
  switch (subject.kind) {
    case 'knob':
      return subject.values === null ? `${subject.knobId}, the values with evidence` : `${subject.knobId} = ${subject.values.join(', ')}`;
    case 'profile':
      return `the profile ${subject.profileId} as a whole`;
    case 'search':
      return subject.knobIds === null ? 'every tier A and B knob that needs no restart' : subject.knobIds.join(', ');
  }
}

export function formatProof(page: Page, report: ProofReport): readonly string[] {
  const { style } = page;
  const [first = '', ...more] = report.story;
  return blocks(
    [
      `${style.heading(safe(report.title))}  ${report.id}`,
      style.faint(`${formatTime(report.startedAt)}, ${formatDuration(report.seconds * 1000)}, ${report.state}`),
    ],
    markLines(page, report.marks),
    trialTable(page, report.trials),
    [...paragraph(page, safe(first)), ...more.flatMap((text) => paragraph(page, safe(text)))],
    paragraph(page, safe(report.machineStateDetail)).map(report.machineState === 'unknown' ? style.bad : style.faint),
  );
}

const words: Readonly<Record<Trial['verdict'], string>> = {
  helps: 'helps',
  hurts: 'hurts',
  noDifference: 'no difference shown',
  guard: 'guard got worse',
  refused: 'could not be tried',
  notFinished: 'no answer',
};

function trialTable(page: Page, trials: readonly Trial[]): readonly string[] {
  if (trials.length === 0) return [];
  const paint = (trial: Trial): ((text: string) => string) => {
    if (trial.verdict === 'helps') return page.style.good;
    if (trial.verdict === 'hurts') return page.style.bad;
    return trial.verdict === 'noDifference' ? page.style.faint : page.style.warn;
  };
  const rows = trials.map((trial) => [
    trial.round === 'final' ? 'full' : 'brief',
    String(trial.order.length),
    trial.comparison === null ? '-' : changeWithInterval(trial.comparison),
    paint(trial)(words[trial.verdict]),
    safe(trial.title),
  ]);
  const right = { align: 'right' as const };
  return table(
    page,
    [{ title: 'round' }, { title: 'n', ...right }, { title: 'change', ...right }, { title: 'verdict' }, { title: 'candidate' }],
    rows,
  );
}

export function formatProofs(page: Page, proofs: readonly ProofSummary[], stale: readonly Stale[]): readonly string[] {
  if (proofs.length === 0) return ['Nothing was tried yet. hecate tune prove --help says how.'];
  const rows = proofs.map((proof) => [
    proof.id,
    formatTime(proof.startedAt),
    proof.resumable ? page.style.warn(`${proof.state}, can go on`) : proof.state,
    String(proof.trials),
    proof.gainPercent === null ? '-' : `${figureText(proof.gainPercent)} %`,
    proof.kept === null ? '' : safe(proof.kept.profileId),
    safe(proof.title),
  ]);
  const right = { align: 'right' as const };
  const columns = [
    { title: 'proof' },
    { title: 'when' },
    { title: 'state' },
    { title: 'trials', ...right },
    { title: 'gain', ...right },
    { title: 'kept as' },
    { title: 'title' },
  ];
  return blocks(
    table(page, columns, rows),
    stale.flatMap((one) =>
      paragraph(page, `${safe(one.title)} (${one.proofId}) should be proved again: ${safe(one.changed)}`).map(page.style.warn),
    ),
  );
}

export function formatCandidates(page: Page, knobs: readonly Knob[]): readonly string[] {
  if (knobs.length === 0) return ['This machine has no knob that can be tried without a restart.'];
  const rows = knobs.map((knob) => [
    knob.knobId,
    knob.tier,
    safe(knob.nowTitle),
    safe(knob.values.map((value, index) => valueText(value, knob.valueTitles[index] ?? value)).join(', ')),
    safe(knob.problem === null ? knob.title : `${knob.title}. Left out of a search: ${knob.problem}`),
  ]);
  return table(page, [{ title: 'knob' }, { title: 'tier' }, { title: 'now' }, { title: 'values' }, { title: 'title' }], rows);
}

/** What has to be typed, and what it means where that says more. */
function valueText(value: string, title: string): string {
  return value === title ? value : `${value} (${title})`;
}
