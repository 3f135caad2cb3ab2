/**
 * The schema of contracts/alerts.ts (alertRules) by hand, because zod would cost
 * the resident program 8 MB. A property test holds the two together: same
 * verdict, same defaults.
 */
import type { AlertCondition, AlertRule, AlertRules } from '../../contracts/alerts.ts';
import { isFields } from '../check.ts';
import type { Fields } from '../module.ts';
import { type Checked, type Issue, maxIssues } from './issue.ts';

/** Collects what is wrong; a field that is wrong gives undefined and the rest is still looked at. */
class Problems {
  readonly issues: Issue[] = [];

  add(field: string, problem: string): void {
    if (this.issues.length < maxIssues) this.issues.push({ field, problem });
  }
}

/** An object with fields of its own and where it stands in the document. */
interface Place {
  readonly fields: Fields;
  readonly at: string;
  readonly problems: Problems;
}

function fieldName(at: string, name: string): string {
  return at === '' ? name : `${at}.${name}`;
}

function open(value: unknown, at: string, problems: Problems, known: readonly string[]): Place | undefined {
  if (!isFields(value)) {
    problems.add(at, 'must be an object');
    return undefined;
  }
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue;
    problems.add(fieldName(at, name.slice(0, 64)), `is not known here; known are ${known.join(', ')}`);
  }
  return { fields: value, at, problems };
}

function take<T>(place: Place, name: string, isRight: (value: unknown) => value is T, expected: string): T | undefined {
  const value = place.fields[name];
  if (isRight(value)) return value;
  place.problems.add(fieldName(place.at, name), `must be ${expected}`);
  return undefined;
}

function takeOr<T>(place: Place, name: string, isRight: (value: unknown) => value is T, expected: string, otherwise: T): T | undefined {
  return place.fields[name] === undefined ? otherwise : take(place, name, isRight, expected);
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isSeverity = (value: unknown): value is AlertRule['severity'] => value === 'info' || value === 'warning' || value === 'critical';
const isText =
  (least: number, most: number) =>
  (value: unknown): value is string =>
    typeof value === 'string' && value.length >= least && value.length <= most;
const isWhole =
  (least: number, most: number) =>
  (value: unknown): value is number =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
const isId = (value: unknown): value is string => typeof value === 'string' && /^[a-z0-9][a-z0-9-]{0,62}$/.test(value);
const isTimeOfDay = (value: unknown): value is string => typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(value);

function number(place: Place, name: string): number | undefined {
  return take(place, name, isNumber, 'a number');
}

function whole(place: Place, name: string, least: number, most: number): number | undefined {
  return take(place, name, isWhole(least, most), `a whole number from ${String(least)} to ${String(most)}`);
}

function seconds(place: Place, name: string): number | undefined {
  return place.fields[name] === undefined ? 0 : whole(place, name, 0, 86_400);
}

interface ListLimits {
  readonly least: number;
  readonly most: number;
  readonly shortest: number;
  readonly longest: number;
}

function texts(place: Place, name: string, limits: ListLimits): string[] | undefined {
  const at = fieldName(place.at, name);
  const value = place.fields[name];
  const { least, most, shortest, longest } = limits;
  if (!Array.isArray(value) || value.length < least || value.length > most) {
    place.problems.add(at, `must be a list of ${String(least)} to ${String(most)} texts`);
    return undefined;
  }
  const isRight = isText(shortest, longest);
  const wrong = value.findIndex((entry) => !isRight(entry));
  if (wrong === -1) return value as string[];
  place.problems.add(`${at}[${String(wrong)}]`, `must be text of ${String(shortest)} to ${String(longest)} characters`);
  return undefined;
}

/** Nothing is left out on purpose: an optional field that is absent stays absent, as zod has it. */
function optionalNumber<N extends string>(place: Place, name: N): Partial<Record<N, number>> | undefined {
  if (place.fields[name] === undefined) return {};
  const value = number(place, name);
  return value === undefined ? undefined : ({ [name]: value } as Record<N, number>);
}

function above(value: unknown, at: string, problems: Problems): AlertCondition | undefined {
  const place = open(value, at, problems, ['kind', 'value', 'clearBelow']);
  if (place === undefined) return undefined;
  const limit = number(place, 'value');
  const clear = optionalNumber(place, 'clearBelow');
  return limit === undefined || clear === undefined ? undefined : { kind: 'above', value: limit, ...clear };
}

function below(value: unknown, at: string, problems: Problems): AlertCondition | undefined {
  const place = open(value, at, problems, ['kind', 'value', 'clearAbove']);
  if (place === undefined) return undefined;
  const limit = number(place, 'value');
  const clear = optionalNumber(place, 'clearAbove');
  return limit === undefined || clear === undefined ? undefined : { kind: 'below', value: limit, ...clear };
}

function rate(value: unknown, at: string, problems: Problems): AlertCondition | undefined {
  const place = open(value, at, problems, ['kind', 'perMinute', 'overSeconds']);
  if (place === undefined) return undefined;
  const perMinute = number(place, 'perMinute');
  const overSeconds = whole(place, 'overSeconds', 10, 3600);
  return perMinute === undefined || overSeconds === undefined ? undefined : { kind: 'rate', perMinute, overSeconds };
}

function absent(value: unknown, at: string, problems: Problems): AlertCondition | undefined {
  return open(value, at, problems, ['kind']) === undefined ? undefined : { kind: 'absent' };
}

function forecast(value: unknown, at: string, problems: Problems): AlertCondition | undefined {
  const place = open(value, at, problems, ['kind', 'reaches', 'withinSeconds', 'overSeconds']);
  if (place === undefined) return undefined;
  const reaches = number(place, 'reaches');
  const withinSeconds = whole(place, 'withinSeconds', 60, 604_800);
  const overSeconds = whole(place, 'overSeconds', 30, 86_400);
  if (reaches === undefined || withinSeconds === undefined || overSeconds === undefined) return undefined;
  return { kind: 'forecast', reaches, withinSeconds, overSeconds };
}

const conditions = new Map<unknown, typeof above>([
  ['above', above],
  ['below', below],
  ['rate', rate],
  ['absent', absent],
  ['forecast', forecast],
]);

function checkCondition(place: Place): AlertCondition | undefined {
  const at = fieldName(place.at, 'condition');
  const value = place.fields['condition'];
  if (!isFields(value)) {
    place.problems.add(at, 'must be an object');
    return undefined;
  }
  const check = conditions.get(value['kind']);
  if (check === undefined) {
    place.problems.add(`${at}.kind`, `must be one of ${[...conditions.keys()].join(', ')}`);
    return undefined;
  }
  return check(value, at, place.problems);
}

const ruleFields = [
  'id',
  'title',
  'enabled',
  'severity',
  'metric',
  'devices',
  'condition',
  'forSeconds',
  'clearSeconds',
  'notify',
  'inQuietHours',
  'command',
  'why',
] as const;

function checkCommand(place: Place): { readonly command: string[] | null } | undefined {
  const value = place.fields['command'];
  if (value === undefined || value === null) return { command: null };
  const command = texts(place, 'command', { least: 1, most: 32, shortest: 0, longest: 4096 });
  return command === undefined ? undefined : { command };
}

function checkRule(value: unknown, at: string, problems: Problems): AlertRule | undefined {
  const place = open(value, at, problems, ruleFields);
  if (place === undefined) return undefined;
  const id = take(place, 'id', isId, '1 to 63 lower-case letters, digits and dashes, not starting with a dash');
  const title = take(place, 'title', isText(1, 120), 'text of 1 to 120 characters');
  const enabled = takeOr(place, 'enabled', isBoolean, 'true or false', true);
  const severity = take(place, 'severity', isSeverity, 'info, warning or critical');
  const metric = take(place, 'metric', isText(1, 100), 'the id of a metric');
  const noDevices = place.fields['devices'] === undefined;
  const devices = noDevices ? [] : texts(place, 'devices', { least: 0, most: 64, shortest: 1, longest: 128 });
  const condition = checkCondition(place);
  const forSeconds = seconds(place, 'forSeconds');
  const clearSeconds = seconds(place, 'clearSeconds');
  const notify = takeOr(place, 'notify', isBoolean, 'true or false', true);
  const inQuietHours = takeOr(place, 'inQuietHours', isBoolean, 'true or false', false);
  const command = checkCommand(place);
  const why = takeOr(place, 'why', isText(0, 600), 'text of at most 600 characters', '');
  if (id === undefined || title === undefined || enabled === undefined || severity === undefined || metric === undefined) return undefined;
  if (devices === undefined || condition === undefined || forSeconds === undefined || clearSeconds === undefined) return undefined;
  if (notify === undefined || inQuietHours === undefined || command === undefined || why === undefined) return undefined;
  return { id, title, enabled, severity, metric, devices, condition, forSeconds, clearSeconds, notify, inQuietHours, ...command, why };
}

type QuietHours = AlertRules['quietHours'];

function checkQuietHours(place: Place): { readonly quietHours: QuietHours } | undefined {
  const value = place.fields['quietHours'];
  if (value === undefined || value === null) return { quietHours: null };
  const inner = open(value, fieldName(place.at, 'quietHours'), place.problems, ['from', 'to']);
  if (inner === undefined) return undefined;
  const from = take(inner, 'from', isTimeOfDay, 'a time of day such as 22:00');
  const to = take(inner, 'to', isTimeOfDay, 'a time of day such as 07:00');
  return from === undefined || to === undefined ? undefined : { quietHours: { from, to } };
}

const maxRules = 200;

function checkList(place: Place): AlertRule[] | undefined {
  const value = place.fields['rules'];
  if (!Array.isArray(value) || value.length > maxRules) {
    place.problems.add(fieldName(place.at, 'rules'), `must be a list of at most ${String(maxRules)} rules`);
    return undefined;
  }
  return value.flatMap((entry, index) => checkRule(entry, `rules[${String(index)}]`, place.problems) ?? []);
}

/** Form only: whether the rules also make sense says rulesSense.ts. */
export function checkRules(value: unknown): Checked {
  const problems = new Problems();
  const place = open(value, '', problems, ['version', 'quietHours', 'rules']);
  if (place === undefined) return { issues: problems.issues };
  const isOne = (version: unknown): version is 1 => version === 1;
  const version = take(place, 'version', isOne, '1');
  const quiet = checkQuietHours(place);
  const rules = checkList(place);
  if (problems.issues.length > 0 || version === undefined || quiet === undefined || rules === undefined) return { issues: problems.issues };
  return { rules: { version, ...quiet, rules } };
}
