/** Options of `hecate tune prove` as input of the contract: a goal, what is tried, and within which limits. */
import type { ProofGoal, ProofInput, ProofSubject } from '../../contracts/proof.ts';
import { type ParsedValues, UsageProblem } from '../commandLine/parse.ts';
import { safe } from '../format/reading.ts';
import { folderOf, parametersOf, percentOf, shortText } from './benchInput.ts';

const usualSeconds = 1800;
const usualTimeoutSeconds = 300;

/** @throws UsageProblem that names the option */
export function proofInputOf(values: ParsedValues): ProofInput {
  const maxSeconds = values.number('max-seconds') ?? usualSeconds;
  if (maxSeconds < 30) throw new UsageProblem('a proof needs more time', '--max-seconds', 'a whole number from 30 to 86400');
  return {
    goal: goalOf(values),
    subject: subjectOf(values),
    maxSeconds,
    minGainPercent: percentOf(values, 'min-gain', { min: 0, max: 50 }) ?? 1,
    guardPercent: percentOf(values, 'guard', { min: 0.5, max: 100 }) ?? 5,
    keep: values.flag('keep'),
    overrideOwners: values.flag('override-owners'),
    force: values.flag('force'),
  };
}

const commandOnly = ['metric', 'unit', 'direction', 'timeout'] as const;

function goalOf(values: ParsedValues): ProofGoal {
  const command = values.words('command');
  const test = values.text('test');
  if (test !== undefined && command.length > 0)
    throw new UsageProblem('a test and a command are two different goals', '--test', 'one of the two');
  if (command.length > 0) return commandGoal(values, command);
  if (test === undefined) throw new UsageProblem('a proof needs a goal', '--test', '--test TEST, or -- and a command of your own');
  const wrong = commandOnly.find((name) => values.text(name) !== undefined);
  if (wrong !== undefined)
    throw new UsageProblem(`--${wrong} is for a command of your own`, `--${wrong}`, 'a command after --, or --test TEST:METRIC');
  const parts = /^([^:]{1,80})(?::([^:]{1,80}))?$/.exec(test);
  if (parts === null) throw new UsageProblem(`--test cannot be "${safe(test).slice(0, 64)}"`, '--test', 'TEST or TEST:METRIC');
  return { kind: 'test', testId: parts[1] ?? '', metricId: parts[2] ?? null, parameters: parametersOf(values) };
}

function commandGoal(values: ParsedValues, command: readonly string[]): ProofGoal {
  if (command.length > 256) throw new UsageProblem('the command has too many words', 'COMMAND', 'at most 256');
  if (command.some((word) => word.length > 4096))
    throw new UsageProblem('a word of the command is too long', 'COMMAND', 'at most 4096 characters');
  const wrong = ['peer', 'python'].find((name) => values.text(name) !== undefined);
  if (wrong !== undefined) throw new UsageProblem(`--${wrong} is for tests`, `--${wrong}`, 'nothing beside a command');
  return {
    kind: 'command',
    command: [...command],
    folder: folderOf(values) ?? process.cwd(),
    measure: measureOf(values),
    timeoutSeconds: values.number('timeout') ?? usualTimeoutSeconds,
  };
}

function measureOf(values: ParsedValues): Extract<ProofGoal, { kind: 'command' }>['measure'] {
  const metric = shortText(values, 'metric', 300) ?? 'wall';
  const unit = shortText(values, 'unit', 32);
  const direction = values.text('direction') as 'higher' | 'lower' | undefined;
  if (metric === 'wall') {
    const surplus = unit === undefined ? (direction === undefined ? undefined : 'direction') : 'unit';
    if (surplus !== undefined) throw new UsageProblem(`--${surplus} is for a printed number`, `--${surplus}`, '--metric REGEX beside it');
    return { kind: 'wallTime' };
  }
  if (direction === undefined) throw new UsageProblem('nothing says which printed number is better', '--direction', 'higher or lower');
  return { kind: 'printed', pattern: metric, unit: unit ?? '', direction };
}

function subjectOf(values: ParsedValues): ProofSubject {
  const knob = values.text('knob');
  const profileId = values.text('profile');
  const knobIds = values.list('knobs');
  const search = values.flag('search') || knobIds.length > 0;
  const given = [knob !== undefined, profileId !== undefined, search].filter(Boolean).length;
  if (given !== 1) {
    const problem = given === 0 ? 'nothing says what should be tried' : 'a proof tries one thing';
    throw new UsageProblem(problem, '--knob', 'one of --knob KNOB, --profile ID and --search');
  }
  if (profileId !== undefined) return { kind: 'profile', profileId };
  if (knob === undefined) return { kind: 'search', knobIds: knobIds.length === 0 ? null : [...new Set(knobIds)] };
  const at = knob.indexOf('=');
  if (at === -1) return { kind: 'knob', knobId: knob, values: null };
  const tried = knob
    .slice(at + 1)
    .split(',')
    .filter((value) => value !== '');
  if (at === 0 || tried.length === 0 || tried.length > 16) {
    throw new UsageProblem(
      `--knob cannot be "${safe(knob).slice(0, 64)}"`,
      '--knob',
      'KNOB, or KNOB=VALUE with at most 16 values and commas between them',
    );
  }
  return { kind: 'knob', knobId: knob.slice(0, at), values: tried };
}
