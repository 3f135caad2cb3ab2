/** What was done and what is in force, for people. */
import type { UndoResult } from '../../contracts/executor.ts';
import type { PlanRecord, PlanState } from '../../contracts/plan.ts';
import type { TuningStatus } from '../../contracts/tuning.ts';
import { blocks, type Field, fields, type Page, table } from '../terminal/layout.ts';
import { safe } from './reading.ts';
import { counted, formatTime } from './units.ts';

type VerifyStep = TuningStatus['drifted'][number];

/** Ends the sentence "the plan is …". */
export const stateWords: Readonly<Record<PlanState, string>> = {
  applying: 'being applied',
  awaitingConfirmation: 'waiting to be kept',
  awaitingBoot: 'waiting for a reboot',
  applied: 'in force',
  undoing: 'being undone',
  undone: 'undone',
  partlyUndone: 'partly undone',
};

function stateText(page: Page, state: PlanState): string {
  const paint = state === 'applied' ? page.style.good : state === 'undone' ? page.style.faint : page.style.warn;
  return paint(stateWords[state]);
}

/** One applied, confirmed or failed Plan. */
export function formatRecord(page: Page, record: PlanRecord): readonly string[] {
  const changed = record.steps.filter((step) => step.state === 'applied').length;
  const same = record.steps.filter((step) => step.state === 'unchanged').length;
  const problems = record.steps.flatMap((step) =>
    step.problem === null ? [] : [page.style.bad(`  ${safe(step.step.title)}: ${safe(step.problem)}`)],
  );
  return [
    `${page.style.strong(safe(record.title))}: ${stateText(page, record.state)}`,
    ...fields(page, [
      { name: 'plan', value: safe(record.planId) },
      { name: 'steps', value: `${String(changed)} changed, ${String(same)} already so, ${String(record.steps.length)} in all` },
      ...(record.undoneBecause === null ? [] : [{ name: 'undone because', value: safe(record.undoneBecause) }]),
    ]),
    ...problems,
  ];
}

export function formatVerify(page: Page, steps: readonly VerifyStep[]): readonly string[] {
  if (steps.length === 0) return ['Nothing is in force, so there is nothing to verify.'];
  const rows = steps.map((step) => [
    step.verdict === 'applied' ? page.style.good('ok') : page.style.bad(step.verdict),
    safe(step.knobId ?? step.stepId),
    step.verdict === 'applied'
      ? safe(step.expected)
      : `${safe(step.expected)}, found ${step.found === null ? 'nothing' : safe(step.found)}. ${safe(step.detail)}`,
  ]);
  const different = steps.filter((step) => step.verdict !== 'applied').length;
  const verdict =
    different === 0
      ? page.style.good(`All ${counted(steps.length, 'setting')} as applied.`)
      : page.style.bad(`${counted(different, 'setting')} of ${String(steps.length)} not as applied.`);
  return blocks(table(page, [{ title: 'verdict' }, { title: 'knob' }, { title: 'expected' }], rows), [verdict]);
}

export function formatUndo(page: Page, result: UndoResult): readonly string[] {
  if (result.steps.length === 0) return ['There was nothing to undo.'];
  const words = { restored: 'restored', alreadyStock: 'was stock', conflict: 'left alone', failed: 'failed' } as const;
  const paint = { restored: page.style.good, alreadyStock: page.style.faint, conflict: page.style.warn, failed: page.style.bad } as const;
  const rows = result.steps.map((step) => [
    paint[step.outcome](words[step.outcome]),
    [safe(step.title), safe(step.detail)].filter((text) => text !== '').join(': '),
  ]);
  const plans = result.undonePlans.length === 0 ? [] : [`Undone: ${result.undonePlans.map(safe).join(', ')}`];
  return blocks(table(page, [{ title: 'outcome' }, { title: 'setting' }], rows), plans);
}

export function formatStatus(page: Page, status: TuningStatus): readonly string[] {
  const list: readonly Field[] = [
    { name: 'Profile', value: safe(status.profileId) },
    {
      name: 'In force',
      value:
        status.appliedPlans === 0
          ? 'nothing, the machine is as it was'
          : `${counted(status.appliedPlans, 'plan')}, ${counted(status.stepsInForce, 'setting')}`,
    },
    {
      name: 'Drift',
      value: status.drifted.length === 0 ? 'none' : counted(status.drifted.length, 'setting'),
      paint: status.drifted.length === 0 ? page.style.good : page.style.bad,
    },
    ...(status.awaitingConfirmation === null
      ? []
      : [
          {
            name: 'Waits',
            value: `plan ${safe(status.awaitingConfirmation.planId)} is undone at ${formatTime(status.awaitingConfirmation.confirmBy)} unless you run: hecate tune confirm`,
            paint: page.style.warn,
          },
        ]),
    ...(status.awaitingReboot ? [{ name: 'Reboot', value: 'needed for full effect', paint: page.style.warn }] : []),
  ];
  return blocks(fields(page, list, 0), status.drifted.length === 0 ? [] : formatVerify(page, status.drifted).slice(0, -2));
}

export function formatHistory(page: Page, plans: readonly PlanRecord[], details: boolean): readonly string[] {
  if (plans.length === 0) return ['No plan was applied here. What proofs tried is shown with --proofs.'];
  if (details) return blocks(...plans.map((plan) => [...formatRecord(page, plan), ...plan.steps.map((step) => stepLine(page, step))]));
  const rows = plans.map((plan) => [
    safe(plan.planId),
    formatTime(plan.appliedAt ?? plan.createdAt),
    stateText(page, plan.state),
    plan.risk,
    String(plan.steps.length),
    safe(plan.title),
  ]);
  return table(
    page,
    [{ title: 'plan' }, { title: 'when' }, { title: 'state' }, { title: 'risk' }, { title: 'steps', align: 'right' }, { title: 'title' }],
    rows,
  );
}

function stepLine(page: Page, record: PlanRecord['steps'][number]): string {
  const before = record.prior ?? record.step.before ?? 'not set';
  return `    ${safe(record.step.title)}: ${page.style.faint(safe(before))} → ${safe(record.step.after)} ${page.style.faint(`(${record.state})`)}`;
}
