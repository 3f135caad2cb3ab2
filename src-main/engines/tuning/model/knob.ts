/** What a knob is. Knobs are data with a few pure functions; everything they see of the machine comes through `MachineView`. */
import type { HardwareInventory } from '../../../contracts/hardware.ts';
import type { Operation } from '../../../contracts/operations.ts';
import type { Evidence } from '../../../contracts/plan.ts';
import type { BuiltInProfileId } from '../../../contracts/profiles.ts';
import type { AllowedValues, KnobGroup, Tier } from '../../../contracts/tuning.ts';
import type { Reading } from '../../../contracts/value.ts';
import type { Traits } from './traits.ts';

/** One consistent look at the machine: a file that was read once keeps its text for the whole decision. */
export interface MachineView {
  readonly inventory: HardwareInventory;
  readonly traits: Traits;
  /** Parameters of the running kernel's command line. */
  readonly commandLine: readonly string[];
  /** Cleaned text of a kernel or configuration file. */
  read(path: string): Reading<string>;
  /** Text as it is, for files that are compared byte by byte; null when there is none to be read. */
  readRaw(path: string): string | null;
  list(path: string): readonly string[];
  exists(path: string): boolean;
  /** Target text of a symbolic link, undefined when it is none. */
  readLink(path: string): string | undefined;
}

/** What is possible in principle, on any machine; the device narrows it. */
export type ValueRule =
  | { readonly kind: 'integer'; readonly min: number; readonly max: number; readonly unit: string }
  | { readonly kind: 'word'; readonly words: readonly string[] | null; readonly hint: string }
  | { readonly kind: 'integers'; readonly count: number; readonly min: number; readonly max: number; readonly hint: string };

/** One place where the value is written. */
export interface Target {
  /** Short name for titles, for example `sda` or `policy0`; empty when the knob has one place only. */
  readonly label: string;
  readonly location: string;
  readonly now: string;
  /** How `now` is shown, where the bare value says too little. */
  readonly nowText?: string;
  readonly operation: (value: string) => Operation;
}

/** Where the knob is on this machine, and what its device takes. */
export interface Found {
  readonly targets: readonly Target[];
  readonly allowed: AllowedValues;
}

/** What a profile wants; null leaves the knob alone, and `why` says the reason either way. */
export interface Want {
  readonly value: string | null;
  readonly why: string;
}

/** A managed file with its whole content; what it may hold is checked again by the executor. */
export interface DropIn {
  readonly path: string;
  readonly content: string;
}

/** Everything the product knows about one setting. `find` and `want` must not throw, whatever the machine’s files hold. */
export interface Knob {
  readonly id: string;
  readonly title: string;
  readonly meaning: string;
  readonly group: KnobGroup;
  readonly tier: Tier;
  /** What can go wrong; always set for tier C. */
  readonly danger: string | null;
  readonly unit: string | null;
  readonly location: string;
  readonly rule: ValueRule;
  readonly evidence: readonly Evidence[];
  /** The host of a virtual machine decides this, not the guest. */
  readonly hostOwned: boolean;
  /** Can blank a screen or hang the machine: the countdown is advised. */
  readonly confirmAdvised: boolean;
  /** Higher is fine too: the profile only ever raises it. */
  readonly raiseOnly: boolean;
  /** Its sysctl keys, to find the administrator's own setting: its own, and one that replaces it (vm.dirty_ratio). */
  readonly sysctlKeys: readonly string[];
  /** Kernel parameters that fix it at boot, without their values. */
  readonly commandLineParameters: readonly string[];
  readonly find: (machine: MachineView) => Reading<Found>;
  readonly want: (machine: MachineView, profile: BuiltInProfileId) => Want;
  /** The managed file that keeps `value` over a reboot; null when the operation itself survives. */
  readonly dropIn: (machine: MachineView, value: string) => DropIn | null;
}

/** No value; the reason is shown to the person who looks at the knob. */
export function leaveAlone(why: string): Want {
  return { value: null, why };
}

export function setTo(value: string | number, why: string): Want {
  return { value: String(value), why };
}
