/** The usual shapes of a knob, so that a new one is a handful of facts. */
import { offeredWords, selectedWord } from '../../../base/text.ts';
import type { StorageDevice } from '../../../contracts/hardware.ts';
import type { AllowedValues } from '../../../contracts/tuning.ts';
import { absent, mapReading, okValue, type Reading } from '../../../contracts/value.ts';
import type { Found, Knob, MachineView, Target, ValueRule } from './knob.ts';
import { sysctlDropIn, tmpfilesDropIn, udevDropIn } from './persistence.ts';
import { normalise } from './values.ts';

/** Fields that most knobs leave as they are. */
const usual = {
  danger: null,
  hostOwned: false,
  confirmAdvised: false,
  raiseOnly: false,
  sysctlKeys: [],
  commandLineParameters: [],
} as const;

type Optional = keyof typeof usual;
type KnobFacts = Omit<Knob, Optional | 'find' | 'dropIn' | 'location'> & Partial<Pick<Knob, Optional>>;

/** What the device allows, from the rule alone. */
function allowedByRule(rule: ValueRule): AllowedValues {
  if (rule.kind === 'integer') return { kind: 'range', min: rule.min, max: rule.max, unit: rule.unit };
  if (rule.kind === 'word' && rule.words !== null) return { kind: 'choice', values: [...rule.words] };
  return { kind: 'text', hint: rule.hint };
}

/** A sysctl needs no more than its key, a rule and a wish. */
export interface SysctlFacts extends Omit<KnobFacts, 'id' | 'sysctlKeys'> {
  readonly key: string;
  /** Narrows the rule by what this machine says. */
  readonly allowed?: (machine: MachineView, now: string) => AllowedValues;
  /** Keys that replace this one when they are set. */
  readonly replacedBy?: readonly string[];
  readonly nowText?: (machine: MachineView, now: string) => string;
}

/** A key below /proc/sys whose id is the key itself. */
export function sysctlKnob(facts: SysctlFacts): Knob {
  const { key, allowed, replacedBy = [], nowText, ...rest } = facts;
  const location = `/proc/sys/${key.replaceAll('.', '/')}`;
  return {
    ...usual,
    ...rest,
    id: key,
    sysctlKeys: [key, ...replacedBy],
    location,
    find: (machine) =>
      mapReading(machine.read(location), (text) => {
        const now = normalise(text);
        return {
          targets: [
            {
              label: '',
              location,
              now,
              nowText: nowText?.(machine, now) ?? now,
              operation: (value) => ({ kind: 'sysctl.set', key, value }),
            },
          ],
          allowed: allowed?.(machine, now) ?? allowedByRule(facts.rule),
        };
      }),
    dropIn: (_machine, value) => sysctlDropIn(key, key, value),
  };
}

export interface SysfsFacts extends KnobFacts {
  readonly path: string;
  readonly allowed?: (machine: MachineView, text: string) => AllowedValues;
}

/** One file below /sys. A file such as `always [madvise] never` says itself what it offers. */
export function sysfsKnob(facts: SysfsFacts): Knob {
  const { path, allowed, ...rest } = facts;
  return {
    ...usual,
    ...rest,
    location: path,
    find: (machine) =>
      mapReading(machine.read(path), (text) => ({
        targets: [sysfsTarget('', path, text)],
        allowed: allowed?.(machine, text) ?? offeredOrRule(text, facts.rule),
      })),
    dropIn: (_machine, value) => tmpfilesDropIn(facts.id, path, value),
  };
}

/** The chosen word of `a [b] c` is the value; elsewhere it is the whole text. */
export function sysfsTarget(label: string, path: string, text: string): Target {
  return {
    label,
    location: path,
    now: selectedWord(text) ?? normalise(text),
    operation: (value) => ({ kind: 'sysfs.set', path, value }),
  };
}

/** A file that lists its choices is believed before the catalogue. */
function offeredOrRule(text: string, rule: ValueRule): AllowedValues {
  return selectedWord(text) === undefined ? allowedByRule(rule) : { kind: 'choice', values: [...offeredWords(text)] };
}

export interface BlockFacts extends KnobFacts {
  readonly deviceKind: StorageDevice['kind'];
  /** Name of the attribute below /sys/block/<name>/queue. */
  readonly attribute: string;
  /** udev match for devices of this kind. */
  readonly match: string;
}

/** An attribute of every disk of one kind. */
export function blockKnob(facts: BlockFacts): Knob {
  const { deviceKind, attribute, match, ...rest } = facts;
  return {
    ...usual,
    ...rest,
    location: `/sys/block/<${deviceKind}>/queue/${attribute}`,
    find: (machine) => findBlock(machine, deviceKind, attribute, facts.rule),
    dropIn: (_machine, value) => udevDropIn(facts.id, match, `queue/${attribute}`, value),
  };
}

/** Every disk of the kind that has the attribute; a disk without it is passed over, not an error. */
function findBlock(machine: MachineView, kind: StorageDevice['kind'], attribute: string, rule: ValueRule): Reading<Found> {
  if (machine.inventory.storage.status !== 'ok') return machine.inventory.storage;
  const devices = machine.inventory.storage.value.filter((device) => device.kind === kind && safeName(device.name));
  const texts = devices.flatMap((device) => {
    const path = `/sys/block/${device.name}/queue/${attribute}`;
    const text = okValue(machine.read(path));
    return text === undefined ? [] : [{ name: device.name, path, text }];
  });
  if (texts.length === 0) {
    return absent(devices.length === 0 ? 'this machine has no disk of this kind' : `its disks of this kind have no ${attribute}`);
  }
  const targets = texts.map((entry) => sysfsTarget(entry.name, entry.path, entry.text));
  return { status: 'ok', value: { targets, allowed: commonAllowed(texts.map((entry) => offeredOrRule(entry.text, rule))) } };
}

/** Names come from the kernel but end in paths and rules, so only plain ones are taken. */
function safeName(name: string): boolean {
  return /^[a-zA-Z0-9_-]{1,64}$/.test(name);
}

/** What every device offers; the first one's answer where they are not lists of words. */
export function commonAllowed(all: readonly AllowedValues[]): AllowedValues {
  const [first, ...others] = all;
  if (first === undefined) return { kind: 'choice', values: [] };
  if (first.kind !== 'choice') return first;
  const values = first.values.filter((value) => others.every((other) => other.kind !== 'choice' || other.values.includes(value)));
  return { kind: 'choice', values };
}

export type { KnobFacts };
export { usual as usualKnobFields };
