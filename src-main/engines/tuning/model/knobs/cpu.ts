/** Processor: frequency and energy. In a virtual machine all of it belongs to the host. */
import { parseInteger } from '../../../../base/text.ts';
import type { BuiltInProfileId } from '../../../../contracts/profiles.ts';
import { absent, okValue, type Reading } from '../../../../contracts/value.ts';
import { commonAllowed, type KnobFacts, usualKnobFields } from '../builders.ts';
import { type Found, type Knob, leaveAlone, type MachineView, setTo, type Target, type Want } from '../knob.ts';
import { tmpfilesDropIn } from '../persistence.ts';
import { sources } from './sources.ts';

const cpuFolder = '/sys/devices/system/cpu';
const policyFolder = `${cpuFolder}/cpufreq`;

/** Profiles that pay watts for speed. */
const fastProfiles: readonly BuiltInProfileId[] = ['ai-flagship', 'ai-workstation', 'content-creator', 'gaming', 'server'];

/** More places than any machine has; beyond it something is wrong and a Plan would be unreadable. */
const maxTargets = 1000;

/** Names such as policy0, policy12 in the order of their numbers. */
function numbered(machine: MachineView, folder: string, prefix: string): readonly string[] {
  return machine
    .list(folder)
    .filter((name) => name.startsWith(prefix) && /^\d{1,5}$/.test(name.slice(prefix.length)))
    .sort((a, b) => Number(a.slice(prefix.length)) - Number(b.slice(prefix.length)))
    .slice(0, maxTargets);
}

function plainTarget(label: string, path: string, now: string): Target {
  return { label, location: path, now, operation: (value) => ({ kind: 'sysfs.set', path, value }) };
}

/** One attribute of every cpufreq policy, with the words that each policy offers. */
function findInPolicies(machine: MachineView, attribute: string, choices: string): Reading<Found> {
  const policies = numbered(machine, policyFolder, 'policy').flatMap((name) => {
    const now = okValue(machine.read(`${policyFolder}/${name}/${attribute}`));
    const offered = okValue(machine.read(`${policyFolder}/${name}/${choices}`));
    if (now === undefined || offered === undefined || now === '') return [];
    return [{ name, now, values: offered.split(/\s+/).filter((word) => word !== '') }];
  });
  if (policies.length === 0) return absent('no CPU frequency driver offers it on this machine');
  return {
    status: 'ok',
    value: {
      targets: policies.map((policy) => plainTarget(policy.name, `${policyFolder}/${policy.name}/${attribute}`, policy.now)),
      allowed: commonAllowed(policies.map((policy) => ({ kind: 'choice', values: policy.values }))),
    },
  };
}

/** True when any policy offers it; a knob is proposed only if all do, which `allowed` checks. */
function offers(machine: MachineView, choices: string, word: string): boolean {
  const policies = numbered(machine, policyFolder, 'policy');
  return policies.some((name) => (okValue(machine.read(`${policyFolder}/${name}/${choices}`)) ?? '').split(/\s+/).includes(word));
}

const onBattery = leaveAlone('on battery nothing is changed that costs power');

function cpuKnob(facts: KnobFacts & Pick<Knob, 'location' | 'find' | 'dropIn'>): Knob {
  return { ...usualKnobFields, hostOwned: true, ...facts };
}

/** intel_pstate and amd_pstate in active mode offer two governors only, so the list of the driver decides. */
function wantGovernor(machine: MachineView, profile: BuiltInProfileId): Want {
  if (!fastProfiles.includes(profile)) return leaveAlone('this profile leaves the governor to the system, which saves power when idle');
  if (machine.traits.onBattery) return onBattery;
  if (!offers(machine, 'scaling_available_governors', 'performance'))
    return leaveAlone('the driver does not offer the performance governor');
  return setTo('performance', 'full clocks without waiting for the load to be noticed; costs power when idle');
}

const governor: Knob = cpuKnob({
  id: 'cpu.governor',
  title: 'CPU governor',
  meaning: 'Who chooses the clock of the processor: performance stays high, powersave and schedutil follow the load.',
  group: 'cpu',
  tier: 'A',
  unit: null,
  location: `${policyFolder}/policy*/scaling_governor`,
  rule: { kind: 'word', words: ['performance', 'powersave', 'schedutil', 'ondemand', 'conservative'], hint: 'a governor of the driver' },
  evidence: [sources.tunedThroughput, sources.grace, sources.kernelCpufreq],
  commandLineParameters: ['cpufreq.default_governor'],
  find: (machine) => findInPolicies(machine, 'scaling_governor', 'scaling_available_governors'),
  want: wantGovernor,
  dropIn: (_machine, value) => tmpfilesDropIn('cpu.governor', `${policyFolder}/policy*/scaling_governor`, value),
});

const preferenceChoices = 'energy_performance_available_preferences';

/** While the performance governor runs, active drivers refuse every other preference with EBUSY (intel_pstate, amd_pstate). */
function findPreference(machine: MachineView): Reading<Found> {
  const found = findInPolicies(machine, 'energy_performance_preference', preferenceChoices);
  if (found.status !== 'ok' || !governedByPerformance(machine)) return found;
  return { status: 'ok', value: { ...found.value, allowed: { kind: 'choice', values: ['performance'] } } };
}

/** One policy is enough: the write to it would fail and take the whole Plan back. */
function governedByPerformance(machine: MachineView): boolean {
  return numbered(machine, policyFolder, 'policy').some(
    (name) => okValue(machine.read(`${policyFolder}/${name}/scaling_governor`)) === 'performance',
  );
}

function wantPreference(machine: MachineView, profile: BuiltInProfileId): Want {
  if (machine.traits.onBattery) return onBattery;
  if (fastProfiles.includes(profile) || governedByPerformance(machine)) {
    return leaveAlone('with the performance governor the driver sets it itself');
  }
  if (profile === 'laptop') return leaveAlone('the desktop’s own power switch uses it on laptops');
  if (!offers(machine, preferenceChoices, 'balance_performance')) return leaveAlone('the driver does not offer balance_performance');
  return setTo('balance_performance', 'leans to speed and still saves power when idle');
}

const energyPreference: Knob = cpuKnob({
  id: 'cpu.energy_preference',
  title: 'Energy preference of the processor (EPP)',
  meaning: 'A hint to the processor, which chooses its own clock, whether speed or saving counts more.',
  group: 'cpu',
  tier: 'A',
  unit: null,
  location: `${policyFolder}/policy*/energy_performance_preference`,
  rule: {
    kind: 'word',
    words: ['default', 'performance', 'balance_performance', 'balance_power', 'power'],
    hint: 'a preference of the driver',
  },
  evidence: [sources.kernelIntelPstate, sources.kernelAmdPstate],
  find: findPreference,
  want: wantPreference,
  dropIn: (_machine, value) => tmpfilesDropIn('cpu.energy_preference', `${policyFolder}/policy*/energy_performance_preference`, value),
});

function findBias(machine: MachineView): Reading<Found> {
  const targets = numbered(machine, cpuFolder, 'cpu').flatMap((name) => {
    const path = `${cpuFolder}/${name}/power/energy_perf_bias`;
    const now = okValue(machine.read(path));
    return now === undefined || parseInteger(now) === undefined ? [] : [plainTarget(name, path, now)];
  });
  if (targets.length === 0) return absent('this processor has no energy bias (an Intel feature)');
  return { status: 'ok', value: { targets, allowed: { kind: 'range', min: 0, max: 15, unit: '' } } };
}

const energyBias: Knob = cpuKnob({
  id: 'cpu.energy_bias',
  title: 'Energy bias of the processor (EPB)',
  meaning: 'The older hint of Intel processors: 0 for speed, 15 for saving. It also steers the parts outside of the cores.',
  group: 'cpu',
  tier: 'B',
  unit: null,
  location: `${cpuFolder}/cpu*/power/energy_perf_bias`,
  rule: { kind: 'integer', min: 0, max: 15, unit: '' },
  evidence: [sources.kernelEpb, sources.tunedThroughput],
  find: findBias,
  want: (machine, profile) => {
    if (machine.traits.onBattery) return onBattery;
    return fastProfiles.includes(profile)
      ? setTo(0, 'speed counts more than saving')
      : leaveAlone('the balanced default fits this profile');
  },
  dropIn: (_machine, value) => tmpfilesDropIn('cpu.energy_bias', `${cpuFolder}/cpu*/power/energy_perf_bias`, value),
});

/** Documentation/ABI/testing/sysfs-platform_profile. */
const platformProfilePath = '/sys/firmware/acpi/platform_profile';

function platformChoices(machine: MachineView): readonly string[] {
  return (okValue(machine.read(`${platformProfilePath}_choices`)) ?? '').split(/\s+/).filter((word) => word !== '');
}

const platformProfile: Knob = cpuKnob({
  id: 'cpu.platform_profile',
  title: 'Platform profile of the firmware',
  meaning: 'The firmware’s own choice between quiet and fast: fans, power limits and temperatures of the whole machine.',
  group: 'cpu',
  tier: 'A',
  unit: null,
  location: platformProfilePath,
  rule: { kind: 'word', words: null, hint: 'a word of platform_profile_choices' },
  evidence: [sources.kernelPlatformProfile, sources.tunedThroughput],
  find: (machine) => {
    const now = machine.read(platformProfilePath);
    const values = platformChoices(machine);
    if (now.status !== 'ok') return now;
    if (values.length === 0) return absent('the firmware offers no profiles');
    return {
      status: 'ok',
      value: { targets: [plainTarget('', platformProfilePath, now.value)], allowed: { kind: 'choice', values: [...values] } },
    };
  },
  want: (machine, profile) => {
    if (!fastProfiles.includes(profile)) return leaveAlone('this profile leaves quiet or fast to the firmware and the desktop');
    if (machine.traits.onBattery) return onBattery;
    if (!platformChoices(machine).includes('performance')) return leaveAlone('the firmware has no performance profile');
    return setTo('performance', 'lets the firmware use its full power limits');
  },
  dropIn: (_machine, value) => tmpfilesDropIn('cpu.platform_profile', platformProfilePath, value),
});

const boostFile = `${cpuFolder}/cpufreq/boost`;
const noTurboFile = `${cpuFolder}/intel_pstate/no_turbo`;

/** intel_pstate says it the other way round, in a file of its own. */
function boostPlace(machine: MachineView): { readonly path: string; readonly inverted: boolean } | undefined {
  if (okValue(machine.read(boostFile)) !== undefined) return { path: boostFile, inverted: false };
  return okValue(machine.read(noTurboFile)) === undefined ? undefined : { path: noTurboFile, inverted: true };
}

/** `no_turbo` is 1 when boost is off. */
function flipped(value: string, inverted: boolean): string {
  if (!inverted) return value;
  return value === '1' ? '0' : '1';
}

/** One knob over two files with opposite meanings. */
const boost: Knob = cpuKnob({
  id: 'cpu.boost',
  title: 'Boost clocks',
  meaning: 'Clocks above the base frequency while power and temperature allow it (Turbo, Core Performance Boost).',
  group: 'cpu',
  // Not tier A: where the firmware has locked it the kernel refuses the write, and one refused step undoes a Plan.
  tier: 'B',
  unit: null,
  location: boostFile,
  rule: { kind: 'word', words: ['0', '1'], hint: '0 or 1' },
  evidence: [sources.tunedThroughput, sources.kernelCpufreq],
  find: (machine) => {
    const place = boostPlace(machine);
    if (place === undefined) return absent('the CPU frequency driver has no switch for it');
    const now = okValue(machine.read(place.path)) ?? '';
    const target: Target = {
      label: '',
      location: place.path,
      now: flipped(now, place.inverted),
      operation: (value) => ({ kind: 'sysfs.set', path: place.path, value: flipped(value, place.inverted) }),
    };
    return { status: 'ok', value: { targets: [target], allowed: { kind: 'choice', values: ['0', '1'] } } };
  },
  want: (machine, profile) => {
    if (machine.traits.onBattery) return onBattery;
    return fastProfiles.includes(profile)
      ? setTo(1, 'full speed while the temperature allows it')
      : leaveAlone('this profile leaves it as it is');
  },
  dropIn: (machine, value) => {
    const place = boostPlace(machine);
    return place === undefined ? null : tmpfilesDropIn('cpu.boost', place.path, flipped(value, place.inverted));
  },
});

const minPerfFile = `${cpuFolder}/intel_pstate/min_perf_pct`;

const minPerformance: Knob = cpuKnob({
  id: 'cpu.min_perf_pct',
  title: 'Lowest clock',
  meaning: 'The clock below which an Intel processor never goes, in per cent of its highest one. Answers faster, costs power all the time.',
  group: 'cpu',
  tier: 'B',
  unit: '%',
  location: minPerfFile,
  rule: { kind: 'integer', min: 0, max: 100, unit: '%' },
  evidence: [sources.tunedThroughput, sources.kernelIntelPstate],
  find: (machine) => {
    const now = machine.read(minPerfFile);
    if (now.status !== 'ok') return now;
    return {
      status: 'ok',
      value: { targets: [plainTarget('', minPerfFile, now.value)], allowed: { kind: 'range', min: 0, max: 100, unit: '%' } },
    };
  },
  want: (machine, profile) => {
    if (machine.traits.onBattery || machine.traits.laptop) return leaveAlone('a laptop would only get hot');
    return ['ai-flagship', 'server'].includes(profile)
      ? setTo(100, 'no time is lost climbing to full clock')
      : leaveAlone('the governor alone is enough here');
  },
  dropIn: (_machine, value) => tmpfilesDropIn('cpu.min_perf_pct', minPerfFile, value),
});

export const cpuKnobs: readonly Knob[] = [governor, energyPreference, energyBias, platformProfile, boost, minPerformance];
