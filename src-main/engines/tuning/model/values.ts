/** Values as text: compared, checked and put in words. Pure. */
import type { AllowedValues } from '../../../contracts/tuning.ts';
import type { ValueRule } from './knob.ts';

/** White space of kernel files differs from what was written (tabs, trailing blanks); the meaning does not. */
export function normalise(value: string): string {
  return value.trim().replace(/\s+/g, ' ');
}

/** True when both mean the same to the kernel. */
function sameValue(a: string, b: string): boolean {
  return normalise(a) === normalise(b);
}

/** True when `now` already gives what `wanted` asks for. */
export function satisfied(now: string, wanted: string, raiseOnly: boolean): boolean {
  if (sameValue(now, wanted)) return true;
  if (!raiseOnly) return false;
  const nowNumbers = integersOf(now);
  const wantedNumbers = integersOf(wanted);
  if (nowNumbers === undefined || wantedNumbers?.length !== nowNumbers.length) return false;
  return nowNumbers.every((number, index) => number >= (wantedNumbers[index] ?? 0));
}

/** Whole numbers between blanks; undefined when anything else is there. Large ones lose precision, which comparing survives. */
export function integersOf(value: string): readonly number[] | undefined {
  const parts = normalise(value).split(' ');
  if (!parts.every((part) => /^-?\d{1,20}$/.test(part))) return undefined;
  return parts.map(Number);
}

/** The problem with a value on this device in plain words, or null. */
export function problemOnDevice(allowed: AllowedValues, rule: ValueRule, value: string): string | null {
  if (allowed.kind === 'choice') return allowed.values.includes(value) ? null : `one of ${allowed.values.join(', ')}`;
  if (allowed.kind === 'text') return problemInPrinciple(rule, value);
  const number = /^-?\d{1,16}$/.test(value) ? Number(value) : undefined;
  if (number === undefined || number < allowed.min || number > allowed.max) return allowedInWords(allowed);
  return null;
}

/** The problem with a value on any machine, or null. */
export function problemInPrinciple(rule: ValueRule, value: string): string | null {
  if (rule.kind === 'word') {
    if (rule.words === null) return /^[a-zA-Z0-9_.,:+=-]{1,64}$/.test(value) ? null : rule.hint;
    return rule.words.includes(value) ? null : `one of ${rule.words.join(', ')}`;
  }
  if (rule.kind === 'integers') {
    const numbers = integersOf(value);
    const inRange = numbers?.every((number) => number >= rule.min && number <= rule.max) ?? false;
    return numbers?.length === rule.count && inRange && ascending(numbers) ? null : rule.hint;
  }
  return problemOnDevice({ kind: 'range', min: rule.min, max: rule.max, unit: rule.unit }, rule, value);
}

/** For a message: what would be right. */
export function allowedInWords(allowed: AllowedValues): string {
  if (allowed.kind === 'choice') return `one of ${allowed.values.join(', ')}`;
  if (allowed.kind === 'text') return allowed.hint;
  return `a whole number from ${String(allowed.min)} to ${String(allowed.max)}${allowed.unit === '' ? '' : ` ${allowed.unit}`}`;
}

function ascending(numbers: readonly number[]): boolean {
  return numbers.every((number, index) => index === 0 || number >= (numbers[index - 1] ?? 0));
}
