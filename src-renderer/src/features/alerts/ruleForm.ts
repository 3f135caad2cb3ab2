/** A rule as fields of a form, and back. Pure. */
import { type AlertCondition, type AlertRule, type AlertRules, alertRule } from '../../../../src-main/contracts/alerts.ts';
import { type MetricUnit, metricById } from '../../../../src-main/contracts/metrics.ts';
import { fieldOfPath, type RuleField } from './ruleFields.ts';
import { type Amount, amountOf, durationUnits, unitsOfLimit, valueIn } from './units.ts';

export type ConditionKind = AlertCondition['kind'];

export interface RuleForm {
  readonly id: string;
  readonly title: string;
  readonly enabled: boolean;
  readonly severity: AlertRule['severity'];
  readonly metric: string;
  readonly devices: readonly string[];
  readonly kind: ConditionKind;
  /** Limit, slope per minute, or the value that a forecast reaches. */
  readonly limit: Amount;
  /** Where it ends again; no number: at the limit itself. */
  readonly clear: Amount;
  /** Time that a slope is taken over. */
  readonly over: Amount;
  /** How far a forecast looks. */
  readonly within: Amount;
  readonly lasting: Amount;
  readonly clearLasting: Amount;
  readonly notify: boolean;
  readonly inQuietHours: boolean;
  /** Program and arguments; empty: none. */
  readonly command: readonly string[];
  readonly why: string;
}

export type RuleProblems = Readonly<Partial<Record<RuleField, string>>>;
export type RuleResult = { readonly ok: true; readonly rule: AlertRule } | { readonly ok: false; readonly problems: RuleProblems };

const seconds = (value: number): Amount => amountOf(value, durationUnits);
const secondsIn = (amount: Amount): number => Math.round(valueIn(amount, durationUnits));

/** Unit of a metric; a metric of a newer version counts without one. */
export function unitOf(metric: string): MetricUnit {
  return metricById(metric)?.unit ?? 'count';
}

/** Where a new condition of this kind starts from. */
function conditionFields(condition: AlertCondition, unit: MetricUnit): Pick<RuleForm, 'kind' | 'limit' | 'clear' | 'over' | 'within'> {
  const units = unitsOfLimit(unit);
  const limit = (value: number): Amount => amountOf(value, units);
  const none: Amount = { amount: '', unit: units[0]?.label ?? '' };
  const common = { kind: condition.kind, limit: none, clear: none, over: seconds(600), within: seconds(10_800) };
  const optional = (value: number | undefined, like: Amount): Amount => (value === undefined ? { ...like, amount: '' } : limit(value));
  switch (condition.kind) {
    case 'above':
      return { ...common, limit: limit(condition.value), clear: optional(condition.clearBelow, limit(condition.value)) };
    case 'below':
      return { ...common, limit: limit(condition.value), clear: optional(condition.clearAbove, limit(condition.value)) };
    case 'rate':
      return { ...common, limit: limit(condition.perMinute), over: seconds(condition.overSeconds) };
    case 'absent':
      return common;
    case 'forecast':
      return {
        ...common,
        limit: limit(condition.reaches),
        over: seconds(condition.overSeconds),
        within: seconds(condition.withinSeconds),
      };
  }
}

export function formOfRule(rule: AlertRule): RuleForm {
  return {
    id: rule.id,
    title: rule.title,
    enabled: rule.enabled,
    severity: rule.severity,
    metric: rule.metric,
    devices: rule.devices,
    ...conditionFields(rule.condition, unitOf(rule.metric)),
    lasting: seconds(rule.forSeconds),
    clearLasting: seconds(rule.clearSeconds),
    notify: rule.notify,
    inQuietHours: rule.inQuietHours,
    command: rule.command ?? [],
    why: rule.why,
  };
}

/** A rule that is not one yet: its limit is for the person to say. */
export function emptyForm(rules: AlertRules): RuleForm {
  const metric = 'cpu.busyPercent';
  return {
    ...formOfRule({
      id: freeId('new-rule', rules),
      title: '',
      enabled: true,
      severity: 'warning',
      metric,
      devices: [],
      condition: { kind: 'absent' },
      forSeconds: 60,
      clearSeconds: 0,
      notify: true,
      inQuietHours: false,
      command: null,
      why: '',
    }),
    kind: 'above',
  };
}

/** With another metric the units are others: the numbers stay, and mean the new unit's. */
export function withMetric(form: RuleForm, metric: string): RuleForm {
  const before = unitsOfLimit(unitOf(form.metric));
  const units = unitsOfLimit(unitOf(metric));
  if (before === units) return { ...form, metric };
  const unit = units[0]?.label ?? '';
  return { ...form, metric, limit: { ...form.limit, unit }, clear: { ...form.clear, unit } };
}

function conditionOf(form: RuleForm): unknown {
  const units = unitsOfLimit(unitOf(form.metric));
  const limit = valueIn(form.limit, units);
  const clear = form.clear.amount === '' ? undefined : valueIn(form.clear, units);
  switch (form.kind) {
    case 'above':
      return { kind: 'above', value: limit, ...(clear === undefined ? {} : { clearBelow: clear }) };
    case 'below':
      return { kind: 'below', value: limit, ...(clear === undefined ? {} : { clearAbove: clear }) };
    case 'rate':
      return { kind: 'rate', perMinute: limit, overSeconds: secondsIn(form.over) };
    case 'absent':
      return { kind: 'absent' };
    case 'forecast':
      return { kind: 'forecast', reaches: limit, withinSeconds: secondsIn(form.within), overSeconds: secondsIn(form.over) };
  }
}

/** What would be right, for the fields whose limits a person cannot know. */
const wanted: Readonly<Partial<Record<RuleField, (form: RuleForm) => string>>> = {
  title: () => 'a title of 1 to 120 characters',
  limit: () => 'a number',
  over: (form) => (form.kind === 'rate' ? '10 seconds to 1 hour' : '30 seconds to 1 day'),
  within: () => '1 minute to 7 days',
  lasting: () => '0 seconds to 1 day',
  clearLasting: () => '0 seconds to 1 day',
  devices: () => 'at most 64 devices, each of 1 to 128 characters',
  command: () => 'a program and at most 31 arguments of up to 4,096 characters',
  why: () => 'at most 600 characters',
};

function hysteresisProblem(condition: AlertCondition): string | null {
  if (condition.kind === 'above' && (condition.clearBelow ?? condition.value) > condition.value) {
    return 'must not be higher than the limit, or it would end before it began';
  }
  if (condition.kind === 'below' && (condition.clearAbove ?? condition.value) < condition.value) {
    return 'must not be lower than the limit, or it would end before it began';
  }
  return null;
}

/** The rule that the form describes, or what is wrong, by field. */
export function ruleOfForm(form: RuleForm): RuleResult {
  const parsed = alertRule.safeParse({
    id: form.id,
    title: form.title.trim(),
    enabled: form.enabled,
    severity: form.severity,
    metric: form.metric,
    devices: form.devices,
    condition: conditionOf(form),
    forSeconds: secondsIn(form.lasting),
    clearSeconds: secondsIn(form.clearLasting),
    notify: form.notify,
    inQuietHours: form.inQuietHours,
    command: form.command.length === 0 ? null : form.command,
    why: form.why,
  });
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => {
      const field = fieldOfPath(issue.path.map(String).join('.'));
      return [field, wanted[field]?.(form) ?? issue.message] as const;
    });
    return { ok: false, problems: Object.fromEntries(problems) };
  }
  if (form.command[0]?.trim() === '') return { ok: false, problems: { command: 'the first line is the program' } };
  const hysteresis = hysteresisProblem(parsed.data.condition);
  return hysteresis === null ? { ok: true, rule: parsed.data } : { ok: false, problems: { clear: hysteresis } };
}

/** An id that no rule has: `base`, `base-2`, `base-3` … */
export function freeId(base: string, rules: AlertRules): string {
  const taken = new Set(rules.rules.map((rule) => rule.id));
  const short = base.slice(0, 58);
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? short : `${short}-${String(number)}`;
    if (!taken.has(id)) return id;
  }
}

/** An id from a title: "Disk is full!" → disk-is-full. */
export function idFromTitle(title: string): string {
  const words = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return words === '' ? 'rule' : words.slice(0, 58).replace(/-+$/, '');
}
