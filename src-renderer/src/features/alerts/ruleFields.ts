/** Which field of the form a refused value belongs to. Pure. */

export type RuleField =
  | 'title'
  | 'severity'
  | 'metric'
  | 'devices'
  | 'limit'
  | 'clear'
  | 'over'
  | 'within'
  | 'lasting'
  | 'clearLasting'
  | 'command'
  | 'why'
  /** No field of the form has it. */
  | 'other';

const fields: ReadonlyMap<string, RuleField> = new Map(
  Object.entries({
    'id': 'title',
    'title': 'title',
    'severity': 'severity',
    'metric': 'metric',
    'devices': 'devices',
    'condition.value': 'limit',
    'condition.perMinute': 'limit',
    'condition.reaches': 'limit',
    'condition.clearBelow': 'clear',
    'condition.clearAbove': 'clear',
    'condition.overSeconds': 'over',
    'condition.withinSeconds': 'within',
    'forSeconds': 'lasting',
    'clearSeconds': 'clearLasting',
    'command': 'command',
    'why': 'why',
  } as const),
);

/** Path inside a rule, such as condition.value, devices.2 or devices[2]. */
export function fieldOfPath(path: string): RuleField {
  const withoutPlace = path.replace(/[.[]\d+\]?$/, '');
  return fields.get(withoutPlace) ?? 'other';
}

export interface FieldIssue {
  readonly field: string;
  readonly problem: string;
}

/** The issues of rule number `place` by field, and all others as sentences. */
export function issuesOfRule(
  issues: readonly FieldIssue[],
  place: number,
): { readonly own: Readonly<Partial<Record<RuleField, string>>>; readonly others: readonly string[] } {
  const own: Partial<Record<RuleField, string>> = {};
  const others: string[] = [];
  for (const { field, problem } of issues) {
    const match = /^rules(?:\[(\d+)\]|\.(\d+))(?:\.(.*))?$/.exec(field);
    const found = match === null || Number(match[1] ?? match[2]) !== place ? 'other' : fieldOfPath(match[3] ?? '');
    if (found === 'other') others.push(field === '' ? problem : `${field}: ${problem}`);
    else own[found] = problem;
  }
  return { own, others };
}
