/** The tuning vocabulary in plain words, in one place. */
import type { RiskClass } from '../../../../src-main/contracts/operations.ts';
import type { PlanState, StepState } from '../../../../src-main/contracts/plan.ts';
import type { KnobDecision, KnobGroup, KnobOwner, Rival, Tier } from '../../../../src-main/contracts/tuning.ts';
import type { VerifyStep } from './tuningStore.ts';

export interface Wording {
  readonly label: string;
  readonly hint: string;
  readonly color: 'verdigris' | 'ember' | 'madder' | 'dusk' | 'gray';
}

export const tierWords: Readonly<Record<Tier, Wording>> = {
  A: { label: 'A · well proven', hint: 'Large or safety-relevant effect with measured evidence. Part of the profile.', color: 'verdigris' },
  B: { label: 'B · try and measure', hint: 'Helps some workloads and harms others. Offered, never applied by itself.', color: 'dusk' },
  C: { label: 'C · dangerous', hint: 'Trades safety or stability for speed. Only with your explicit consent.', color: 'madder' },
};

export const riskWords: Readonly<Record<RiskClass, Wording>> = {
  reversible: { label: 'reversible', hint: 'Takes effect at once and can be undone at any time.', color: 'gray' },
  persistent: {
    label: 'kept over reboot',
    hint: 'Written to a managed file, so that it stays after a reboot. Can be undone at any time.',
    color: 'dusk',
  },
  boot: {
    label: 'next boot',
    hint: 'Takes effect at the next start, with a watchdog: if that start is not healthy, it is undone by itself.',
    color: 'ember',
  },
  irreversible: { label: 'cannot be undone', hint: 'Asked again each time, in words.', color: 'madder' },
};

export const groupWords: Readonly<Record<KnobGroup, string>> = {
  cpu: 'Processor',
  memory: 'Memory',
  storage: 'Storage',
  network: 'Network',
  limits: 'Limits',
  power: 'Power',
  interrupts: 'Interrupts',
  boot: 'Boot',
};

export const decisionWords: Readonly<Record<KnobDecision, Wording>> = {
  propose: { label: 'proposed', hint: 'The profile proposes this change.', color: 'verdigris' },
  alreadyThere: { label: 'already so', hint: 'The machine already has the value that the profile wants.', color: 'gray' },
  leftAlone: { label: 'left alone', hint: 'The profile has no opinion, or somebody else decides about it.', color: 'gray' },
  offered: { label: 'offered', hint: 'May help, may harm: try it and measure.', color: 'dusk' },
  needsConsent: { label: 'needs consent', hint: 'Dangerous: read what can go wrong before you agree.', color: 'madder' },
  notApplicable: { label: 'not on this machine', hint: 'This machine does not have what the setting is about.', color: 'gray' },
};

export const ownerWords: Readonly<Record<KnobOwner['kind'], string>> = {
  product: 'HecateOS',
  administrator: 'the administrator',
  rival: 'another program',
  kernelCommandLine: 'the kernel command line',
  host: 'the host of this virtual machine',
  nobody: 'nobody',
};

const longestOwnerName = 28;

/** Who decides, for a badge: the program's name, or the file's without its folder. */
export function ownerWording(owner: KnobOwner): Wording {
  const name = owner.kind === 'product' ? 'HecateOS' : (owner.name.split('/').at(-1) ?? owner.name);
  const short = name.length > longestOwnerName ? `${name.slice(0, longestOwnerName)}…` : name;
  return { label: `by ${short}`, hint: `${owner.name}: ${owner.why}`, color: owner.kind === 'product' ? 'verdigris' : 'ember' };
}

export const rivalStateWords: Readonly<Record<Rival['state'], Wording>> = {
  running: { label: 'running', hint: 'It is changing settings right now.', color: 'ember' },
  enabled: { label: 'starts at boot', hint: 'It will change settings at the next start.', color: 'ember' },
  installed: { label: 'installed only', hint: 'It is installed but changes nothing.', color: 'gray' },
};

export const verdictWords: Readonly<Record<VerifyStep['verdict'], Wording>> = {
  applied: { label: 'applied', hint: 'The machine has the value.', color: 'verdigris' },
  drifted: { label: 'drifted', hint: 'Somebody or something else changed it since.', color: 'ember' },
  refused: { label: 'refused', hint: 'The machine did not take the value.', color: 'madder' },
  absent: { label: 'absent', hint: 'The thing that was set is no longer there.', color: 'gray' },
};

export const planStateWords: Readonly<Record<PlanState, Wording>> = {
  applying: { label: 'being applied', hint: 'Its steps are being written right now.', color: 'dusk' },
  awaitingConfirmation: { label: 'waits for your answer', hint: 'It is undone unless you keep it in time.', color: 'ember' },
  awaitingBoot: { label: 'waits for a reboot', hint: 'It takes effect at the next start, guarded by the watchdog.', color: 'ember' },
  applied: { label: 'in force', hint: 'Applied and read back.', color: 'verdigris' },
  undoing: { label: 'being undone', hint: 'Its steps are being put back right now.', color: 'dusk' },
  undone: { label: 'undone', hint: 'Everything it changed was put back.', color: 'gray' },
  partlyUndone: { label: 'partly undone', hint: 'Some steps were put back, others were not.', color: 'madder' },
};

export const stepStateWords: Readonly<Record<StepState, Wording>> = {
  pending: { label: 'not reached', hint: 'The Plan ended before this step.', color: 'gray' },
  captured: { label: 'not written', hint: 'The old value was saved, but nothing was written.', color: 'gray' },
  applied: { label: 'applied', hint: 'Written and read back.', color: 'verdigris' },
  unchanged: { label: 'was already so', hint: 'Nothing was written, so nothing will be undone.', color: 'gray' },
  undone: { label: 'put back', hint: 'The old value is in place again.', color: 'gray' },
  undoSkipped: { label: 'left as it is', hint: 'Somebody else changed it since, so it was not put back.', color: 'ember' },
  failed: { label: 'failed', hint: 'This step did not work.', color: 'madder' },
};

const undoneBecauseWords: Readonly<Record<string, string>> = {
  user: 'you undid it',
  failure: 'a step failed',
  notConfirmed: 'nobody kept it in time',
  recovery: 'it was cut off and cleaned up at the next start',
  bootWatchdog: 'the machine did not come up healthy with it',
};

/** Why a Plan was undone; an unknown reason is shown as it is. */
export function undoneBecause(reason: string): string {
  return undoneBecauseWords[reason] ?? reason;
}

export const undoOutcomeWords: Readonly<Record<'restored' | 'alreadyStock' | 'conflict' | 'failed', Wording>> = {
  restored: { label: 'put back', hint: 'The old value is in place again.', color: 'verdigris' },
  alreadyStock: { label: 'was already stock', hint: 'The old value was in place, so nothing was written.', color: 'gray' },
  conflict: {
    label: 'changed by somebody else',
    hint: 'It was left alone, because it is no longer the value that was set.',
    color: 'ember',
  },
  failed: { label: 'failed', hint: 'It could not be put back.', color: 'madder' },
};
