/** The options that `tune plan` and `tune apply` share, as the input of `tuning.plan`. */
import type { z } from 'zod';
import type { planInput } from '../../contracts/tuning.ts';
import { type ParsedValues, UsageProblem } from '../commandLine/parse.ts';
import { safe } from '../format/reading.ts';

export function planInputOf(values: ParsedValues): z.input<typeof planInput> {
  const only = values.list('only');
  const set = Object.fromEntries(values.list('set').map(assignment));
  return {
    profileId: values.text('profile') ?? null,
    only: only.length === 0 ? null : [...only],
    values: set,
    includeTierB: values.flag('tier-b'),
    acceptDangers: [...values.list('accept-danger')],
    overrideOwners: values.flag('override-owners'),
    persist: !values.flag('no-persist'),
  };
}

function assignment(word: string): readonly [string, string] {
  const at = word.indexOf('=');
  if (at <= 0 || at === word.length - 1) {
    throw new UsageProblem(`--set cannot be "${safe(word).slice(0, 64)}"`, '--set', 'KNOB=VALUE, for example swappiness=10');
  }
  return [word.slice(0, at), word.slice(at + 1)];
}
