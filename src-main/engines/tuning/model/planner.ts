/** From decided knobs to a Plan. Pure. */
import type { Operation, RiskClass } from '../../../contracts/operations.ts';
import { type Plan, type PlanStep, planVersion } from '../../../contracts/plan.ts';
import { type Change, operationRisk } from './decide.ts';
import { mergeParameters } from './knobs/boot.ts';

/** Longest text of a step; a longer one is cut, because the diff is read by people. */
const maxTextLength = 2000;

/** What a Plan says about itself. */
export interface PlanFacts {
  readonly id: string;
  readonly createdAt: string;
  readonly profileId: string;
  readonly profileTitle: string;
}

/** Null when nothing is to be done. Steps are numbered s1, s2 … in the order of the knob catalogue. */
export function makePlan(changes: readonly Change[], facts: PlanFacts): Plan | null {
  const drafts = withAllParameters(changes.flatMap(stepsOf));
  if (drafts.length === 0) return null;
  const knobs = new Set(drafts.map((draft) => draft.knobId)).size;
  return {
    version: planVersion,
    id: facts.id,
    title: `${facts.profileTitle}: ${knobs === 1 ? `set ${changes[0]?.knob.title ?? 'one knob'}` : `set ${String(knobs)} knobs`}`,
    createdAt: facts.createdAt,
    profileId: facts.profileId,
    steps: drafts.map((draft, index) => ({ id: `s${String(index + 1)}`, ...draft })),
  };
}

type Draft = Omit<PlanStep, 'id'>;

/** Each such operation names the whole list of our parameters, so a later step repeats what an earlier one added. */
function withAllParameters(drafts: readonly Draft[]): readonly Draft[] {
  let parameters: readonly string[] = [];
  return drafts.map((one) => {
    if (one.operation.kind !== 'kernelCommandLine.set') return one;
    parameters = mergeParameters(parameters, one.operation.parameters);
    return { ...one, operation: { ...one.operation, parameters: [...parameters] } };
  });
}

/** The value first, then the file that keeps it: a value that the kernel refuses must not come back at boot. */
function stepsOf(change: Change): readonly Draft[] {
  const { knob, value } = change;
  const drafts = change.targets.map((target) => {
    const operation = target.operation(value);
    const shown = target.nowText ?? target.now;
    return draft(change, operation, operationRisk(operation), {
      title: `${knob.title}${target.label === '' ? '' : ` of ${target.label}`}: ${shown} → ${value}`,
      before: shown,
      after: value,
    });
  });
  if (change.dropIn !== null) {
    const { file, before } = change.dropIn;
    const operation: Operation = { kind: 'file.install', path: file.path, content: file.content };
    drafts.push(draft(change, operation, 'persistent', { title: `Keep it over a reboot: ${knob.title}`, before, after: file.content }));
  }
  // Reasons and sources are said once for each knob; a machine with 256 processors repeats them otherwise 256 times.
  return drafts.map((one, index) => (index === 0 ? one : { ...one, evidence: [] }));
}

function draft(
  change: Change,
  operation: Operation,
  risk: RiskClass,
  texts: { readonly title: string; readonly before: string | null; readonly after: string },
): Draft {
  return {
    knobId: change.knob.id,
    title: cut(texts.title),
    operation,
    risk,
    before: texts.before === null ? null : cut(texts.before),
    after: cut(texts.after),
    why: cut(change.why),
    evidence: [...change.knob.evidence],
  };
}

/** Contents of files are shown up to the limit of the contract; the operation itself carries them whole. */
function cut(text: string): string {
  return text.length <= maxTextLength ? text : `${text.slice(0, maxTextLength - 1)}…`;
}
