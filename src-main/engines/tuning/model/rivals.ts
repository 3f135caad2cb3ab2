/** Other programs that write the same settings: how each is noticed, what it owns, and what to do about it. */
import type { KnobGroup, Rival } from '../../../contracts/tuning.ts';

export interface RivalFacts {
  readonly id: string;
  readonly name: string;
  /** Units, any of which means that it is there. */
  readonly units: readonly string[];
  /** Names in /proc/<pid>/comm, which the kernel cuts at 15 characters. */
  readonly processes: readonly string[];
  /** Files that switch it on where it has no unit of its own. */
  readonly switchedOnBy: readonly string[];
  readonly owns: readonly KnobGroup[];
  readonly knobIds: readonly string[];
  readonly detail: string;
  readonly advice: string;
}

/** What every power daemon writes. */
const clocks = ['cpu.governor', 'cpu.energy_preference', 'cpu.platform_profile', 'cpu.boost'];

/** From the projects’ own unit files and documentation; a rival without knobs is only shown. */
export const rivals: readonly RivalFacts[] = [
  {
    id: 'tuned',
    name: 'tuned',
    units: ['tuned.service'],
    processes: ['tuned'],
    switchedOnBy: [],
    owns: ['cpu', 'memory', 'storage', 'network'],
    // Taken where the active profile cannot be read.
    knobIds: [
      ...clocks,
      'cpu.energy_bias',
      'cpu.min_perf_pct',
      'vm.swappiness',
      'vm.dirty_bytes',
      'vm.dirty_background_bytes',
      'thp.enabled',
    ],
    detail: 'it applies a profile of its own and puts it back when it restarts',
    advice: 'Keep it and leave these knobs to it, or stop it with: systemctl disable --now tuned',
  },
  {
    id: 'tlp',
    name: 'TLP',
    units: ['tlp.service'],
    processes: [],
    switchedOnBy: [],
    owns: ['cpu', 'power'],
    knobIds: [...clocks, 'cpu.energy_bias', 'cpu.min_perf_pct', 'pcie.aspm', 'pci.runtime_power'],
    detail: 'it sets processor and bus power saving whenever the power source changes',
    advice: 'Good on laptops: leave these knobs to it, or stop it with: systemctl disable --now tlp',
  },
  {
    id: 'power-profiles-daemon',
    name: 'power-profiles-daemon',
    units: ['power-profiles-daemon.service'],
    processes: ['power-profiles-'],
    switchedOnBy: [],
    owns: ['cpu'],
    knobIds: clocks,
    detail: 'it is behind the power switch of the desktop',
    advice: 'Choose the performance mode in the desktop, or stop it with: systemctl disable --now power-profiles-daemon',
  },
  {
    id: 'auto-cpufreq',
    name: 'auto-cpufreq',
    units: ['auto-cpufreq.service'],
    processes: ['auto-cpufreq'],
    switchedOnBy: [],
    owns: ['cpu'],
    knobIds: clocks,
    detail: 'it changes governor and boost with load and temperature',
    advice: 'Leave these knobs to it, or remove it with: auto-cpufreq --remove',
  },
  {
    id: 'system76-power',
    name: 'system76-power',
    units: ['com.system76.PowerDaemon.service', 'system76-power.service'],
    processes: ['system76-power'],
    switchedOnBy: [],
    owns: ['cpu', 'power'],
    knobIds: [...clocks, 'cpu.min_perf_pct', 'vm.dirty_bytes', 'pci.runtime_power'],
    detail: 'it applies a power profile and keeps no old values',
    advice: 'Choose its performance profile, or stop its service',
  },
  {
    id: 'tccd',
    name: 'TUXEDO Control Center',
    units: ['tccd.service'],
    processes: ['tccd'],
    switchedOnBy: [],
    owns: ['cpu'],
    knobIds: clocks,
    detail: 'it writes the governor back whenever somebody else changes it',
    advice: 'Set the governor in its own profile; two writers would fight',
  },
  {
    id: 'cpufrequtils',
    name: 'cpufrequtils',
    units: ['cpufrequtils.service', 'loadcpufreq.service', 'cpupower.service'],
    processes: [],
    switchedOnBy: ['/etc/rc2.d/S01cpufrequtils', '/etc/default/cpufrequtils'],
    owns: ['cpu'],
    knobIds: ['cpu.governor'],
    detail: 'it sets a governor once at boot',
    advice: 'Set the governor in /etc/default/cpufrequtils, or remove the package',
  },
  {
    id: 'irqbalance',
    name: 'irqbalance',
    units: ['irqbalance.service'],
    processes: ['irqbalance'],
    switchedOnBy: [],
    owns: ['interrupts'],
    knobIds: ['irq.network'],
    detail: 'it moves interrupts between processors all the time',
    advice: 'Right for most machines; interrupts are not placed by hand beside it',
  },
  {
    id: 'numad',
    name: 'numad',
    units: ['numad.service'],
    processes: ['numad'],
    switchedOnBy: [],
    owns: ['memory'],
    knobIds: ['kernel.numa_balancing'],
    detail: 'it moves programs and their memory between nodes',
    advice: 'Leave NUMA balancing to it, or stop it with: systemctl disable --now numad',
  },
  {
    id: 'zram-generator',
    name: 'zram-generator',
    units: [],
    processes: [],
    switchedOnBy: [
      '/etc/systemd/zram-generator.conf',
      '/run/systemd/zram-generator.conf',
      '/usr/local/lib/systemd/zram-generator.conf',
      '/usr/lib/systemd/zram-generator.conf',
    ],
    owns: ['memory'],
    knobIds: ['zram.size'],
    detail: 'it makes compressed swap at boot',
    advice: 'Change the size in /etc/systemd/zram-generator.conf',
  },
  {
    id: 'zramswap',
    name: 'zram-tools',
    units: ['zramswap.service'],
    processes: [],
    switchedOnBy: [],
    owns: ['memory'],
    knobIds: ['zram.size'],
    detail: 'it makes compressed swap at boot',
    advice: 'Change the size in /etc/default/zramswap',
  },
  {
    id: 'thermald',
    name: 'thermald',
    units: ['thermald.service'],
    processes: ['thermald'],
    switchedOnBy: [],
    owns: ['power'],
    knobIds: [],
    detail: 'it lowers power limits when the processor gets hot',
    advice: 'Keep it: it protects the machine and sets none of the knobs here',
  },
  {
    id: 'gamemode',
    name: 'GameMode',
    units: [],
    processes: ['gamemoded'],
    switchedOnBy: ['/usr/bin/gamemoded', '/usr/games/gamemoded'],
    owns: ['cpu'],
    // It restores what it found when the game ends, so it takes nothing away for good.
    knobIds: [],
    detail: 'it changes the governor while a game runs and changes it back',
    advice: 'Fits together; drift during a game is its work',
  },
  {
    id: 'lact',
    name: 'LACT',
    units: ['lactd.service'],
    processes: ['lact'],
    switchedOnBy: [],
    owns: ['power'],
    knobIds: [],
    detail: 'it sets clocks, power limits and fans of GPUs',
    advice: 'Keep it for GPUs; it sets none of the knobs here',
  },
];

export interface RivalSighting {
  readonly state: Rival['state'];
  readonly where: string;
}

/** `knobIds` may be fewer than the usual ones where its configuration says exactly what it sets. */
export function rivalOf(facts: RivalFacts, sighting: RivalSighting, knobIds: readonly string[], detail: string): Rival {
  return {
    id: facts.id,
    name: facts.name,
    state: sighting.state,
    owns: [...facts.owns],
    knobIds: [...knobIds],
    detail: `${detail} (${sighting.where})`,
    advice: facts.advice,
  };
}
