/** A Plan as a diff: knob, now → then, why, risk, evidence; and below it what is not changed and why not. */
import type { PlanStep } from '../../contracts/plan.ts';
import type { KnobState, PlanPreview, Rival } from '../../contracts/tuning.ts';
import { blocks, type Field, fields, type Page, paragraph } from '../terminal/layout.ts';
import { padEnd, textWidth } from '../terminal/width.ts';
import { safe } from './reading.ts';
import { counted } from './units.ts';

const groupTitles: Readonly<Record<KnobState['group'], string>> = {
  cpu: 'Processor',
  memory: 'Memory',
  storage: 'Storage',
  network: 'Network',
  limits: 'Limits',
  power: 'Power',
  interrupts: 'Interrupts',
  boot: 'Boot',
};

/** Not changed, in the order of what a reader may want to do about it. */
const others: readonly { readonly title: string; readonly holds: (knob: KnobState) => boolean }[] = [
  { title: 'Only with --accept-danger', holds: ({ decision }) => decision === 'needsConsent' },
  { title: 'Not asked for', holds: ({ decision, tier }) => decision === 'offered' && tier === 'A' },
  { title: 'Offered with --tier-b', holds: ({ decision, tier }) => decision === 'offered' && tier !== 'A' },
  { title: 'Left alone', holds: ({ decision }) => decision === 'leftAlone' },
  { title: 'Already as wanted', holds: ({ decision }) => decision === 'alreadyThere' },
  { title: 'Not on this machine', holds: ({ decision }) => decision === 'notApplicable' },
];

/** `only`: the knobs that were asked for; nothing is said about others then. null: everything. */
export function formatPreview(page: Page, preview: PlanPreview, only: readonly string[] | null = null): readonly string[] {
  const asked = preview.knobs.filter((knob) => only === null || only.includes(knob.id));
  return blocks(
    headline(page, preview),
    ...changeBlocks(page, preview),
    ...preview.rivals.map((rival) => rivalLines(page, rival)),
    ...others.map(({ title, holds }) => otherLines(page, title, asked.filter(holds))),
    notes(page, preview),
  );
}

function headline(page: Page, preview: PlanPreview): readonly string[] {
  const { plan } = preview;
  const profile = page.style.faint(`profile ${safe(preview.profileId)}`);
  if (plan === null) return [`${page.style.heading('Nothing to do')} ${profile}`];
  const knobs = new Set(plan.steps.map((step) => step.knobId ?? step.id)).size;
  return [
    `${page.style.heading(safe(plan.title))} ${profile}${page.style.faint(` · ${counted(knobs, 'change')} · plan ${safe(plan.id)}`)}`,
  ];
}

function changeBlocks(page: Page, preview: PlanPreview): readonly (readonly string[])[] {
  const steps = preview.plan?.steps ?? [];
  const knobs = new Map(preview.knobs.map((knob) => [knob.id, knob]));
  const groupOf = (step: PlanStep): string => {
    const knob = step.knobId === null ? undefined : knobs.get(step.knobId);
    return knob === undefined ? 'Other' : groupTitles[knob.group];
  };
  const groups = [...new Set(steps.map(groupOf))];
  return groups.map((group) => {
    const own = steps.filter((step) => groupOf(step) === group);
    const ids = [...new Set(own.map((step) => step.knobId ?? step.id))];
    const lines = ids.map((id) =>
      knobLines(
        page,
        knobs.get(id),
        own.filter((step) => (step.knobId ?? step.id) === id),
      ),
    );
    return [page.style.strong(group), ...blocks(...lines)];
  });
}

/** All steps of one knob: the changes, then once why, risk and evidence. */
function knobLines(page: Page, knob: KnobState | undefined, steps: readonly PlanStep[]): readonly string[] {
  const first = steps[0];
  if (first === undefined) return [];
  const title = safe(knob?.title ?? first.title);
  const width = Math.max(...steps.map((step) => textWidth(targetOf(step))));
  const details: readonly Field[] = [
    { name: 'why', value: safe(knob?.why ?? first.why) },
    { name: 'risk', value: riskText(steps, knob) },
    ...(knob?.danger === null || knob === undefined ? [] : [{ name: 'danger', value: safe(knob.danger), paint: page.style.bad }]),
    ...first.evidence.map((source) => ({ name: 'evidence', value: `${safe(source.note)} ${safe(source.url)}`, paint: page.style.faint })),
  ];
  return [
    `  ${page.style.accent(title)}${knob === undefined ? '' : page.style.faint(` (${safe(knob.id)})`)}`,
    ...steps.map((step) => `    ${padEnd(targetOf(step), width)}  ${changeText(page, step, knob?.unit ?? null)}`),
    ...fields(page, details, 4),
  ];
}

function targetOf(step: PlanStep): string {
  const { operation } = step;
  switch (operation.kind) {
    case 'sysctl.set':
      return safe(operation.key);
    case 'sysfs.set':
    case 'file.install':
      return safe(operation.path);
    case 'service.set':
      return safe(operation.unit);
    case 'kernelCommandLine.set':
      return 'kernel command line';
    case 'zramSwap.set':
      return 'compressed swap';
    case 'process.adjust':
    case 'process.signal':
      return `process ${String(operation.pid)}`;
  }
}

function changeText(page: Page, step: PlanStep, unit: string | null): string {
  const suffix = unit === null ? '' : ` ${safe(unit)}`;
  if (step.operation.kind === 'file.install') {
    const verb = step.operation.content === null ? 'remove' : step.before === null ? 'create' : 'replace';
    return page.style.good(verb);
  }
  const before = step.before === null ? 'not set' : safe(oneLine(step.before));
  return `${page.style.faint(before)} → ${page.style.good(safe(oneLine(step.after)) + suffix)}`;
}

function oneLine(text: string): string {
  const flat = text.trim().replace(/\s*\n\s*/g, ' ⏎ ');
  return flat.length > 120 ? `${flat.slice(0, 119)}…` : flat;
}

function riskText(steps: readonly PlanStep[], knob: KnobState | undefined): string {
  const words = {
    reversible: 'gone after a reboot, undone at once',
    persistent: 'stays after a reboot, undone at once',
    boot: 'takes part in booting, undone by itself when the next boot is not healthy',
    irreversible: 'cannot be undone',
  } as const;
  const order = ['irreversible', 'boot', 'persistent', 'reversible'] as const;
  const risk = order.find((candidate) => steps.some((step) => step.risk === candidate)) ?? 'reversible';
  return `${risk}: ${words[risk]}${knob === undefined ? '' : ` · tier ${knob.tier}`}`;
}

function rivalLines(page: Page, rival: Rival): readonly string[] {
  return [
    page.style.warn(`${safe(rival.name)} is ${rival.state}`),
    ...paragraph(page, safe(rival.detail), 2),
    ...paragraph(page, safe(rival.advice), 2),
  ];
}

function otherLines(page: Page, title: string, knobs: readonly KnobState[]): readonly string[] {
  if (knobs.length === 0) return [];
  const reasons = [...new Set(knobs.map(otherReason))];
  const list = reasons.map((reason): Field => {
    const ids = knobs.filter((knob) => otherReason(knob) === reason).map((knob) => safe(knob.id));
    const [only = ''] = ids;
    return ids.length === 1
      ? { name: only, value: reason }
      : { name: `${String(ids.length)} knobs`, value: `${reason}: ${ids.join(', ')}` };
  });
  return [page.style.strong(title), ...fields(page, list)];
}

function otherReason(knob: KnobState): string {
  const now = knob.now.status === 'ok' ? safe(oneLine(knob.now.value)) : '';
  const change =
    knob.proposed !== null && (knob.decision === 'offered' || knob.decision === 'needsConsent') ? `${now} → ${safe(knob.proposed)}: ` : '';
  return `${change}${safe(knob.why)}${knob.decision === 'needsConsent' && knob.danger !== null ? ` Danger: ${safe(knob.danger)}` : ''}`;
}

function notes(page: Page, preview: PlanPreview): readonly string[] {
  return [
    ...(preview.rebootNeeded ? [page.style.warn('Takes full effect after a reboot.')] : []),
    ...(preview.confirmAdvised
      ? [page.style.warn('A change here can hang the machine: on a terminal it is undone unless you keep it in time.')]
      : []),
  ];
}
