/** What the form of a proof says, what is wrong with it, and the proof that it asks for. Pure. */
import type { ProofGoal, ProofSubject } from '../../../../../src-main/contracts/proof.ts';
import type { Direction } from '../../../../../src-main/contracts/statistics.ts';
import { counted } from '../../../lib/format.ts';
import type { ProveInput } from '../proofStore.ts';
import { splitCommand } from './splitCommand.ts';

export interface ProofForm {
  readonly goalBy: 'test' | 'command';
  readonly testId: string | null;
  readonly metricId: string | null;
  readonly folder: string;
  readonly peer: string;
  readonly python: string;
  readonly command: string;
  readonly commandFolder: string;
  readonly measureBy: 'wallTime' | 'printed';
  readonly pattern: string;
  readonly unit: string;
  readonly direction: Direction;
  readonly timeoutSeconds: number;
  readonly subjectBy: 'knob' | 'profile' | 'search';
  readonly knobId: string | null;
  readonly values: readonly string[];
  readonly profileId: string | null;
  /** Empty: all that can be tried. */
  readonly searchKnobIds: readonly string[];
  readonly maxMinutes: number;
  readonly minGainPercent: number;
  readonly keep: boolean;
  readonly overrideOwners: boolean;
  readonly force: boolean;
}

export const firstForm: ProofForm = {
  goalBy: 'test',
  testId: null,
  metricId: null,
  folder: '',
  peer: '',
  python: '',
  command: '',
  commandFolder: '',
  measureBy: 'wallTime',
  pattern: '',
  unit: '',
  direction: 'higher',
  timeoutSeconds: 120,
  subjectBy: 'search',
  knobId: null,
  values: [],
  profileId: null,
  searchKnobIds: [],
  maxMinutes: 30,
  minGainPercent: 1,
  keep: false,
  overrideOwners: false,
  force: false,
};

function orNull(text: string): string | null {
  const trimmed = text.trim();
  return trimmed === '' ? null : trimmed;
}

/** The first thing that is missing, as a sentence; null when the proof can start. */
export function formProblem(form: ProofForm): string | null {
  if (form.goalBy === 'test' && form.testId === null) return 'Choose what should become better.';
  if (form.goalBy === 'command') {
    const { words, problem } = splitCommand(form.command);
    if (problem !== null) return problem;
    if (words.length === 0) return 'Name the command that should become better.';
    if (form.measureBy === 'printed' && form.pattern.trim() === '') return 'Say which number of its output counts.';
  }
  if (form.subjectBy === 'knob' && form.knobId === null) return 'Choose the setting that is tried.';
  if (form.subjectBy === 'profile' && form.profileId === null) return 'Choose the profile that is tried.';
  return null;
}

function goalOf(form: ProofForm): ProofGoal {
  if (form.goalBy === 'test') {
    const parameters = { folder: orNull(form.folder), peer: orNull(form.peer), python: orNull(form.python) };
    return { kind: 'test', testId: form.testId ?? '', metricId: form.metricId, parameters };
  }
  return {
    kind: 'command',
    command: [...splitCommand(form.command).words],
    folder: orNull(form.commandFolder),
    measure:
      form.measureBy === 'wallTime'
        ? { kind: 'wallTime' }
        : { kind: 'printed', pattern: form.pattern, unit: form.unit, direction: form.direction },
    timeoutSeconds: form.timeoutSeconds,
  };
}

function subjectOf(form: ProofForm): ProofSubject {
  if (form.subjectBy === 'knob') {
    return { kind: 'knob', knobId: form.knobId ?? '', values: form.values.length === 0 ? null : [...form.values] };
  }
  if (form.subjectBy === 'profile') return { kind: 'profile', profileId: form.profileId ?? '' };
  return { kind: 'search', knobIds: form.searchKnobIds.length === 0 ? null : [...form.searchKnobIds] };
}

export function proveInputOf(form: ProofForm): ProveInput {
  return {
    goal: goalOf(form),
    subject: subjectOf(form),
    maxSeconds: Math.round(form.maxMinutes * 60),
    minGainPercent: form.minGainPercent,
    keep: form.keep,
    overrideOwners: form.overrideOwners,
    force: form.force,
  };
}

/** What one agrees to before a proof starts, in sentences. */
export function consentSentences(form: ProofForm): readonly string[] {
  return [
    `For up to ${counted(form.maxMinutes, 'minute')}, settings of this machine are changed and taken back many times, with administrator rights.`,
    ...(form.goalBy === 'command'
      ? ['Your command is run many times, as you. It should do the same work each time and leave nothing behind.']
      : []),
    'Other work on this machine may become slower meanwhile, and makes the result less sure.',
    'Only settings that can be taken back without a reboot are tried. If anything is cut off, the machine goes back to stock by itself.',
    form.keep
      ? 'What is shown to help is applied, kept over reboot, and saved as a profile. Everything else is stock again. Keeping can be undone in History.'
      : 'At the end everything is stock again, also what helped.',
    ...(form.overrideOwners ? ['Settings that the administrator or another program owns are tried too.'] : []),
    ...(form.force ? ['It measures also on a machine that is busy or hot, which makes the result less sure.'] : []),
  ];
}
