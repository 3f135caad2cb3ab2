/** Hand-written machines for the tests of plans. The files are what the kernel documentation shows, cut to what knobs read. */
import type { HardwareInventory } from '../../../contracts/hardware.ts';
import type { ProfileInfo } from '../../../contracts/profiles.ts';
import { type KnobState, type PlanPreview, planInput } from '../../../contracts/tuning.ts';
import { createFakeHost } from '../../../host/fake/fakeHost.ts';
import { previewPlan } from '../preview.ts';

export type Files = Readonly<Record<string, string>>;

export interface Scene {
  readonly inventory: HardwareInventory;
  readonly files: Files;
  readonly links?: Files;
  readonly profile: ProfileInfo;
  readonly input?: Parameters<typeof planInput.parse>[0];
  readonly overrideAdministrator?: boolean;
}

export function builtIn(base: ProfileInfo['base'], changes: Partial<ProfileInfo> = {}): ProfileInfo {
  return { id: base, title: base, description: '', builtIn: true, base, knobs: {}, acceptedDangers: [], ...changes };
}

export function previewOf(scene: Scene): PlanPreview {
  return previewPlan({
    host: createFakeHost({ files: scene.files, links: scene.links ?? {} }),
    inventory: scene.inventory,
    profile: scene.profile,
    input: planInput.parse(scene.input ?? {}),
    overrideAdministrator: scene.overrideAdministrator ?? false,
    planId: 'tune-test',
  });
}

export function knobIn(shown: PlanPreview, id: string): KnobState {
  const found = shown.knobs.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no knob ${id}`);
  return found;
}

/** Steps without those that only keep a value over a reboot. */
export function settingsOf(shown: PlanPreview): readonly string[] {
  return (shown.plan?.steps ?? []).filter((step) => !step.title.startsWith('Keep it over a reboot')).map((step) => step.title);
}

/** Ids by decision, for a look at the whole. */
export function idsWith(shown: PlanPreview, decision: KnobState['decision']): readonly string[] {
  return shown.knobs.filter((knob) => knob.decision === decision).map((knob) => knob.id);
}

/** The kernel's defaults of 6.12. */
export const kernelDefaults: Files = {
  '/proc/sys/vm/swappiness': '60\n',
  '/proc/sys/vm/dirty_bytes': '0\n',
  '/proc/sys/vm/dirty_ratio': '20\n',
  '/proc/sys/vm/dirty_background_bytes': '0\n',
  '/proc/sys/vm/dirty_background_ratio': '10\n',
  '/proc/sys/vm/max_map_count': '65530\n',
  '/proc/sys/vm/vfs_cache_pressure': '100\n',
  '/proc/sys/vm/min_free_kbytes': '67584\n',
  '/proc/sys/vm/watermark_scale_factor': '10\n',
  '/proc/sys/vm/page-cluster': '3\n',
  '/proc/sys/vm/nr_hugepages': '0\n',
  '/proc/sys/vm/overcommit_memory': '0\n',
  '/proc/sys/kernel/numa_balancing': '1\n',
  '/proc/sys/kernel/nmi_watchdog': '1\n',
  '/proc/sys/fs/file-max': '9223372036854775807\n',
  '/proc/sys/fs/nr_open': '1048576\n',
  '/proc/sys/fs/inotify/max_user_watches': '65536\n',
  '/proc/sys/fs/inotify/max_user_instances': '128\n',
  '/proc/sys/net/core/rmem_max': '212992\n',
  '/proc/sys/net/core/wmem_max': '212992\n',
  '/proc/sys/net/core/somaxconn': '4096\n',
  '/proc/sys/net/core/netdev_max_backlog': '1000\n',
  '/proc/sys/net/core/default_qdisc': 'fq_codel\n',
  '/proc/sys/net/ipv4/tcp_rmem': '4096\t131072\t6291456\n',
  '/proc/sys/net/ipv4/tcp_wmem': '4096\t16384\t4194304\n',
  '/proc/sys/net/ipv4/tcp_notsent_lowat': '4294967295\n',
  '/proc/sys/net/ipv4/tcp_slow_start_after_idle': '1\n',
  '/proc/sys/net/ipv4/tcp_congestion_control': 'cubic\n',
  '/proc/sys/net/ipv4/tcp_available_congestion_control': 'reno cubic\n',
  '/sys/kernel/mm/transparent_hugepage/enabled': '[always] madvise never\n',
  '/sys/kernel/mm/transparent_hugepage/defrag': 'always defer defer+madvise [madvise] never\n',
  '/sys/module/pcie_aspm/parameters/policy': '[default] performance powersave powersupersave \n',
};

export function policies(count: number, facts: { governor: string; governors: string; preference?: string }): Files {
  const files: Record<string, string> = {};
  for (let index = 0; index < count; index += 1) {
    const folder = `/sys/devices/system/cpu/cpufreq/policy${String(index)}`;
    files[`${folder}/scaling_governor`] = `${facts.governor}\n`;
    files[`${folder}/scaling_available_governors`] = `${facts.governors} \n`;
    if (facts.preference === undefined) continue;
    files[`${folder}/energy_performance_preference`] = `${facts.preference}\n`;
    files[`${folder}/energy_performance_available_preferences`] = 'default performance balance_performance balance_power power \n';
  }
  return files;
}

export function blockDevice(
  name: string,
  scheduler: string,
  facts: { readAheadKiB?: number; requests?: number; rotational?: boolean } = {},
): Files {
  return {
    [`/sys/block/${name}/queue/scheduler`]: `${scheduler}\n`,
    [`/sys/block/${name}/queue/read_ahead_kb`]: `${String(facts.readAheadKiB ?? 128)}\n`,
    [`/sys/block/${name}/queue/nr_requests`]: `${String(facts.requests ?? 64)}\n`,
    [`/sys/block/${name}/queue/rotational`]: facts.rotational === true ? '1\n' : '0\n',
  };
}

export const grub: Files = {
  '/usr/sbin/update-grub': '#!/bin/sh\n',
  '/etc/default/grub': 'GRUB_CMDLINE_LINUX_DEFAULT="quiet"\n',
  '/boot/grub/grub.cfg': 'menuentry {}\n',
};

export const unitFile = '[Service]\n';
