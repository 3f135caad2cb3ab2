import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kernelParameterProblem } from '../../../helpers/executor/lists/kernelParameters.ts';
import { managedContentProblem, managedPathProblem } from '../../../helpers/executor/lists/managedFiles.ts';
import { sysctlRule } from '../../../helpers/executor/lists/sysctls.ts';
import { sysfsRule } from '../../../helpers/executor/lists/sysfs.ts';
import { isSwitchable } from '../../../helpers/executor/lists/units.ts';
import { shapeProblem } from '../../../helpers/executor/lists/values.ts';
import type { Operation } from '../../contracts/operations.ts';
import { plan as planSchema } from '../../contracts/plan.ts';
import { builtInProfileIds } from '../../contracts/profiles.ts';
import { type PlanPreview, planPreview } from '../../contracts/tuning.ts';
import { disk, gpu, link, machine } from '../profiles/testSupport/inventory.ts';
import { findKnob, knobCatalog } from './model/knobs/index.ts';
import { udevDropIn } from './model/persistence.ts';
import { problemOnDevice } from './model/values.ts';
import {
  blockDevice,
  builtIn,
  type Files,
  grub,
  idsWith,
  kernelDefaults,
  knobIn,
  policies,
  previewOf,
  type Scene,
  settingsOf,
  unitFile,
} from './testSupport/scene.ts';

const allSchedulers = ['none', 'mq-deadline', 'kyber', 'bfq'];
const activeDriver = { governor: 'powersave', governors: 'performance powersave', preference: 'balance_performance' };

const scenes = {
  'a virtual machine': {
    inventory: machine({
      usableGiB: 23.5,
      virtualization: 'kvm',
      storage: [disk({ name: 'vda', kind: 'virtual', schedulers: allSchedulers })],
    }),
    files: { ...kernelDefaults, ...blockDevice('vda', 'none [mq-deadline] kyber bfq', { readAheadKiB: 8192, requests: 256 }) },
    profile: builtIn('virtual-machine'),
  },
  'a desktop with NVMe and two large cards': {
    inventory: machine({
      usableGiB: 125.6,
      chassis: 'desktop',
      swap: 'partition',
      gpus: [1, 2].map((bus) =>
        gpu({ vendor: 'nvidia', name: 'RTX A6000', kind: 'discrete', vramGB: 48, slot: `0000:0${String(bus)}:00.0` }),
      ),
      storage: [disk({ name: 'nvme0n1', kind: 'nvme', schedulers: allSchedulers })],
    }),
    files: {
      ...kernelDefaults,
      ...policies(2, activeDriver),
      ...blockDevice('nvme0n1', '[none] mq-deadline kyber bfq'),
      ...grub,
      '/sys/firmware/acpi/platform_profile': 'balanced\n',
      '/sys/firmware/acpi/platform_profile_choices': 'low-power balanced performance\n',
      '/sys/devices/system/cpu/intel_pstate/no_turbo': '0\n',
      '/sys/devices/system/cpu/intel_pstate/min_perf_pct': '17\n',
      '/sys/devices/system/cpu/cpu0/power/energy_perf_bias': '6\n',
      '/sys/devices/system/cpu/cpu1/power/energy_perf_bias': '6\n',
    },
    profile: builtIn('ai-flagship'),
  },
  'a laptop on battery': {
    inventory: machine({
      usableGiB: 15.3,
      chassis: 'laptop',
      battery: true,
      onAcPower: false,
      swap: 'partition',
      storage: [disk({ name: 'nvme0n1', kind: 'nvme', schedulers: allSchedulers })],
    }),
    files: {
      ...kernelDefaults,
      ...policies(2, activeDriver),
      ...blockDevice('nvme0n1', '[none] mq-deadline kyber bfq'),
      '/sys/bus/pci/devices/0000:00:1f.3/power/control': 'on\n',
      '/sys/bus/pci/devices/0000:00:14.0/power/control': 'auto\n',
      '/sys/class/zram-control/hot_add': '',
    },
    profile: builtIn('laptop'),
  },
  'a server with four sockets': {
    inventory: machine({
      usableGiB: 251,
      chassis: 'server',
      packages: 4,
      threads: 16,
      numaNodes: 4,
      swap: 'partition',
      network: [
        { ...link('enp65s0f0', 25_000), pciSlot: { status: 'ok', value: '0000:41:00.0' }, numaNode: { status: 'ok', value: 2 } },
        link('eno1', 1000),
      ],
      storage: [
        disk({ name: 'sda', kind: 'hdd', schedulers: allSchedulers }),
        disk({ name: 'sdb', kind: 'hdd', schedulers: allSchedulers }),
      ],
    }),
    files: {
      ...kernelDefaults,
      ...policies(4, { governor: 'schedutil', governors: 'conservative ondemand userspace powersave performance schedutil' }),
      ...blockDevice('sda', 'none [mq-deadline] kyber bfq', { rotational: true }),
      ...blockDevice('sdb', 'none mq-deadline kyber [bfq]', { rotational: true }),
      ...grub,
      '/proc/sys/net/ipv4/tcp_available_congestion_control': 'reno cubic bbr\n',
      '/sys/bus/pci/devices/0000:41:00.0/msi_irqs/120': 'msix\n',
      '/proc/irq/120/smp_affinity_list': '0-15\n',
      '/run/systemd/system/': '',
      '/usr/lib/systemd/system/irqbalance.service': unitFile,
      '/etc/security/limits.d/': '',
    },
    profile: builtIn('server'),
  },
  'a GB10': {
    inventory: machine({
      usableGiB: 119.7,
      architecture: 'aarch64',
      chassis: 'mini',
      threads: 20,
      gpus: [gpu({ vendor: 'nvidia', name: 'GB20B [GB10]', unified: true })],
      storage: [disk({ name: 'nvme0n1', kind: 'nvme', schedulers: ['none', 'mq-deadline'] })],
    }),
    files: {
      ...kernelDefaults,
      ...policies(2, { governor: 'schedutil', governors: 'performance schedutil' }),
      ...blockDevice('nvme0n1', '[none] mq-deadline'),
      '/sys/devices/system/cpu/cpufreq/boost': '0\n',
    },
    profile: builtIn('ai-flagship'),
  },
  'a machine with compressed swap': {
    inventory: machine({ usableGiB: 31.1, chassis: 'desktop', swap: 'zram' }),
    files: {
      ...kernelDefaults,
      '/sys/class/zram-control/hot_add': '',
      '/usr/lib/systemd/zram-generator.conf': '[zram0]\nzram-size = ram\n',
    },
    profile: builtIn('developer'),
  },
  'a machine on which tuned runs': {
    inventory: machine({ usableGiB: 62.5, chassis: 'desktop', swap: 'partition' }),
    files: {
      ...kernelDefaults,
      ...policies(1, activeDriver),
      '/proc/812/comm': 'tuned\n',
      '/usr/lib/systemd/system/tuned.service': unitFile,
      '/etc/tuned/active_profile': 'mine\n',
      '/etc/tuned/profiles/mine/tuned.conf': '[main]\ninclude=throughput-performance\n[sysctl]\nvm.max_map_count=262144\n',
      '/usr/lib/tuned/profiles/throughput-performance/tuned.conf':
        '[cpu]\ngovernor=performance\nenergy_perf_bias=performance\n[sysctl]\nvm.dirty_ratio = 40\nvm.swappiness=10\n[disk]\nreadahead=>4096\n',
    },
    profile: builtIn('gaming'),
  },
} satisfies Record<string, Scene>;

const everyScene: readonly (readonly [string, Scene])[] = Object.entries(scenes);
const everything = {
  includeTierB: true,
  acceptDangers: knobCatalog.filter((knob) => knob.tier === 'C').map((knob) => knob.id),
  overrideOwners: true,
};

/** The problem that the executor's own lists have with an operation, or null. */
function refusal(operation: Operation): string | null {
  switch (operation.kind) {
    case 'sysctl.set': {
      const rule = sysctlRule(operation.key);
      return rule === undefined ? `no rule for ${operation.key}` : shapeProblem(rule.value, operation.value);
    }
    case 'sysfs.set': {
      const rule = sysfsRule(operation.path);
      return rule === undefined ? `no rule for ${operation.path}` : shapeProblem(rule, operation.value);
    }
    case 'file.install':
      return (
        managedPathProblem(operation.path) ?? (operation.content === null ? null : managedContentProblem(operation.path, operation.content))
      );
    case 'kernelCommandLine.set':
      return operation.parameters.map(kernelParameterProblem).find((problem) => problem !== null) ?? null;
    case 'service.set':
      return isSwitchable(operation.unit) ? null : `${operation.unit} may not be switched`;
    case 'zramSwap.set':
      return null;
    case 'process.adjust':
    case 'process.signal':
      return `${operation.kind} is no tuning`;
  }
}

function problemsOf(shown: PlanPreview): readonly string[] {
  const steps = shown.plan?.steps ?? [];
  const refusals = steps.flatMap((step) => {
    const problem = refusal(step.operation);
    return problem === null ? [] : [`${step.title}: ${problem}`];
  });
  const outside = shown.knobs.flatMap((state) => {
    const knob = findKnob(state.id);
    if (knob === undefined || state.proposed === null || state.allowed.status !== 'ok') return [];
    const problem = problemOnDevice(state.allowed.value, knob.rule, state.proposed);
    return problem === null ? [] : [`${state.id} proposes ${state.proposed}, allowed is ${problem}`];
  });
  const unexplained = shown.knobs
    .filter((state) => state.why === '' || state.owner.why === '')
    .map((state) => `${state.id} says no reason`);
  const dangers = shown.knobs.filter((state) => state.tier === 'C' && state.danger === null).map((state) => `${state.id} says no danger`);
  return [...refusals, ...outside, ...unexplained, ...dangers];
}

describe.each(everyScene)('%s', (_name, scene) => {
  it('gets a small, valid Plan of tier A only, which the executor’s lists accept', () => {
    const shown = previewOf(scene);
    expect(planPreview.safeParse(shown).error).toBeUndefined();
    expect(planSchema.safeParse(shown.plan).error).toBeUndefined();
    const knobs = new Set(shown.plan?.steps.map((step) => step.knobId));
    expect(knobs.size).toBeLessThanOrEqual(10);
    expect([...knobs].filter((id) => findKnob(id ?? '')?.tier !== 'A')).toEqual([]);
    expect(shown.knobs.filter((knob) => knob.decision === 'propose' && knob.evidence.length === 0)).toEqual([]);
    expect(problemsOf(shown)).toEqual([]);
  });

  it.each(builtInProfileIds)('is valid with everything taken under %s', (id) => {
    const shown = previewOf({ ...scene, profile: builtIn(id), input: everything });
    expect(planPreview.safeParse(shown).error).toBeUndefined();
    if (shown.plan !== null) expect(planSchema.safeParse(shown.plan).error).toBeUndefined();
    expect(problemsOf(shown)).toEqual([]);
  });
});

/** The files as they would be after the executor's work; enough of it to look at the machine again. */
function filesAfter(files: Files, shown: PlanPreview): Files {
  const next: Record<string, string> = { ...files };
  for (const { operation } of shown.plan?.steps ?? []) {
    if (operation.kind === 'sysctl.set') next[`/proc/sys/${operation.key.replaceAll('.', '/')}`] = `${operation.value}\n`;
    if (operation.kind === 'sysfs.set') next[operation.path] = chosen(next[operation.path] ?? '', operation.value);
    if (operation.kind === 'file.install' && operation.content !== null) next[operation.path] = operation.content;
    if (operation.kind === 'service.set') next[`/etc/systemd/system/multi-user.target.wants/${operation.unit}`] = unitFile;
    if (operation.kind === 'kernelCommandLine.set') {
      next['/etc/default/grub.d/60-hecate.cfg'] =
        `GRUB_CMDLINE_LINUX_DEFAULT="$GRUB_CMDLINE_LINUX_DEFAULT ${operation.parameters.join(' ')}"\n`;
    }
  }
  return next;
}

/** `[always] madvise never` with another word chosen. */
function chosen(text: string, value: string): string {
  if (!text.includes('[')) return `${value}\n`;
  return text.replace(/[[\]]/g, '').replace(new RegExp(`(^|\\s)${value.replace('+', '\\+')}(\\s|$)`), `$1[${value}]$2`);
}

describe.each(everyScene)('%s, once tuned', (_name, scene) => {
  it('has nothing left to do, and knows what is its own', () => {
    const first = previewOf(scene);
    const again = previewOf({ ...scene, files: filesAfter(scene.files, first) });
    expect(again.plan).toBeNull();
    const owned = again.knobs.filter((knob) => knob.owner.kind === 'product').map((knob) => knob.id);
    expect(owned).toEqual([...new Set(first.plan?.steps.map((step) => step.knobId))]);
  });

  it('has nothing left to do after everything was taken', () => {
    const first = previewOf({ ...scene, input: everything });
    const left = previewOf({ ...scene, files: filesAfter(scene.files, first), input: everything });
    // Compressed swap and the inventory's own lists are not files of this test.
    expect((left.plan?.steps ?? []).filter((step) => step.operation.kind !== 'zramSwap.set').map((step) => step.title)).toEqual([]);
  });

  it('rewrites its file when another value is wanted', () => {
    const tuned = filesAfter(scene.files, previewOf(scene));
    const other = previewOf({ ...scene, files: tuned, input: { values: { 'vm.vfs_cache_pressure': '80' }, only: [] } });
    const kept = filesAfter(tuned, other);
    const back = previewOf({ ...scene, files: kept, input: { values: { 'vm.vfs_cache_pressure': '90' }, only: [] } });
    expect(back.plan?.steps.map((step) => step.operation.kind)).toEqual(['sysctl.set', 'file.install']);
    expect(back.plan?.steps[1]?.before).toContain('vm.vfs_cache_pressure = 80');
  });
});

describe('what each machine gets', () => {
  it('a virtual machine: memory only, and the disk stays the host’s', () => {
    const shown = previewOf(scenes['a virtual machine']);
    expect(settingsOf(shown)).toEqual([
      'Background write-back starts at: 0 (10 % of memory) → 67108864',
      'Programs wait for write-back at: 0 (20 % of memory) → 268435456',
      'Memory maps per process: 65530 → 1048576',
      'Transparent huge pages: always → madvise',
    ]);
    expect(knobIn(shown, 'block.scheduler.virtual')).toMatchObject({ decision: 'leftAlone', owner: { kind: 'host', name: 'kvm' } });
    expect(knobIn(shown, 'vm.swappiness').why).toBe('there is no swap, so the value has no effect');
    expect(knobIn(shown, 'cpu.governor').decision).toBe('notApplicable');
  });

  it('a guest’s disk can still be set by name', () => {
    const input = {
      only: ['block.read_ahead.virtual'],
      values: { 'block.read_ahead.virtual': '4096' },
      overrideOwners: true,
      persist: false,
    };
    expect(settingsOf(previewOf({ ...scenes['a virtual machine'], input }))).toEqual(['Read-ahead of virtual disks of vda: 8192 → 4096']);
  });

  it('a desktop: clocks, and memory limits in bytes', () => {
    const shown = previewOf(scenes['a desktop with NVMe and two large cards']);
    expect(settingsOf(shown)).toEqual([
      'CPU governor of policy0: powersave → performance',
      'CPU governor of policy1: powersave → performance',
      'Platform profile of the firmware: balanced → performance',
      'Swappiness: 60 → 10',
      'Background write-back starts at: 0 (10 % of memory) → 268435456',
      'Programs wait for write-back at: 0 (20 % of memory) → 1073741824',
      'Memory maps per process: 65530 → 1048576',
      'Transparent huge pages: always → madvise',
      'Watched files of one user: 65536 → 524288',
    ]);
    expect(knobIn(shown, 'cpu.energy_preference').why).toBe('with the performance governor the driver sets it itself');
    expect(shown).toMatchObject({ rebootNeeded: false, confirmAdvised: false });
  });

  it('a desktop: boot parameters come last, each step with all of ours', () => {
    const shown = previewOf({ ...scenes['a desktop with NVMe and two large cards'], input: everything });
    const boot = shown.plan?.steps.slice(-3).map((step) => step.operation);
    expect(boot).toEqual([
      { kind: 'kernelCommandLine.set', parameters: ['iommu=pt'] },
      { kind: 'kernelCommandLine.set', parameters: ['iommu=pt', 'mitigations=off'] },
      { kind: 'kernelCommandLine.set', parameters: ['iommu=pt', 'mitigations=off', 'init_on_alloc=0'] },
    ]);
    expect(shown).toMatchObject({ rebootNeeded: true, confirmAdvised: true });
    expect(shown.plan?.steps.at(-1)?.risk).toBe('boot');
  });

  it('a desktop: dangers are named and not taken by themselves', () => {
    const shown = previewOf({ ...scenes['a desktop with NVMe and two large cards'], input: { includeTierB: true } });
    expect(idsWith(shown, 'needsConsent')).toEqual([
      'vm.overcommit_memory',
      'kernel.nmi_watchdog',
      'boot.mitigations',
      'boot.init_on_alloc',
    ]);
    expect(knobIn(shown, 'boot.mitigations').danger).toContain('passwords');
  });

  it('a laptop on battery: nothing that costs power', () => {
    const shown = previewOf(scenes['a laptop on battery']);
    expect(settingsOf(shown)).toEqual([
      'Background write-back starts at: 0 (10 % of memory) → 67108864',
      'Programs wait for write-back at: 0 (20 % of memory) → 268435456',
      'Memory maps per process: 65530 → 1048576',
    ]);
    expect(knobIn(shown, 'cpu.governor').decision).toBe('leftAlone');
    expect(knobIn(shown, 'pci.runtime_power')).toMatchObject({
      decision: 'offered',
      proposed: 'auto',
      now: { value: 'auto (0000:00:14.0), on (0000:00:1f.3)' },
    });
    const asGaming = previewOf({ ...scenes['a laptop on battery'], profile: builtIn('gaming') });
    expect(knobIn(asGaming, 'cpu.governor')).toMatchObject({
      decision: 'leftAlone',
      why: 'on battery nothing is changed that costs power',
    });
  });

  it('a server with four sockets: its disks, its fast card and its nodes are offered', () => {
    const shown = previewOf(scenes['a server with four sockets']);
    expect(settingsOf(shown).filter((title) => title.startsWith('CPU governor'))).toHaveLength(4);
    const offered = idsWith(shown, 'offered');
    for (const id of [
      'block.scheduler.hdd',
      'net.ipv4.tcp_rmem',
      'net.ipv4.tcp_congestion_control',
      'irq.balance',
      'irq.network',
      'limits.nofile',
    ]) {
      expect(offered).toContain(id);
    }
    expect(knobIn(shown, 'block.scheduler.hdd').now).toEqual({ status: 'ok', value: 'mq-deadline (sda), bfq (sdb)' });
    expect(knobIn(shown, 'net.ipv4.tcp_rmem').proposed).toBe('4096 131072 16777216');
    expect(knobIn(shown, 'kernel.numa_balancing').decision).toBe('leftAlone');
    const all = previewOf({ ...scenes['a server with four sockets'], input: { includeTierB: true } });
    expect(settingsOf(all)).toContain('I/O scheduler of hard disks of sda: mq-deadline → bfq');
    expect(all.plan?.steps.find((step) => step.knobId === 'irq.network')?.operation).toEqual({
      kind: 'sysfs.set',
      path: '/proc/irq/120/smp_affinity_list',
      value: '8-11',
    });
    expect(settingsOf(all)).toContain('Spread interrupts (irqbalance): off → on');
  });

  it('a GB10: an ARM machine whose driver has no EPP', () => {
    const shown = previewOf(scenes['a GB10']);
    expect(settingsOf(shown)).toContain('CPU governor of policy0: schedutil → performance');
    expect(knobIn(shown, 'cpu.energy_preference').decision).toBe('notApplicable');
    expect(knobIn(shown, 'cpu.boost')).toMatchObject({ decision: 'offered', proposed: '1' });
    expect(knobIn(shown, 'boot.mitigations').why).toContain('update-grub');
  });

  it('compressed swap: swapping is cheap, and its maker keeps it', () => {
    const shown = previewOf(scenes['a machine with compressed swap']);
    expect(settingsOf(shown)).toContain('Swappiness: 60 → 150');
    expect(knobIn(shown, 'vm.page-cluster')).toMatchObject({ decision: 'offered', proposed: '0' });
    expect(shown.rivals).toMatchObject([{ id: 'zram-generator', state: 'enabled', knobIds: ['zram.size'] }]);
    const old = {
      ...scenes['a machine with compressed swap'],
      inventory: machine({ usableGiB: 31, swap: 'zram', kernel: '5.4.0-150-generic' }),
    };
    expect(settingsOf(previewOf(old))).toContain('Swappiness: 60 → 100');
  });

  it('tuned: what its profile writes is its own, all else is free', () => {
    const shown = previewOf(scenes['a machine on which tuned runs']);
    expect(shown.rivals).toMatchObject([{ id: 'tuned', state: 'running' }]);
    expect(shown.rivals[0]?.knobIds).toEqual([
      'vm.max_map_count',
      'cpu.governor',
      'cpu.energy_bias',
      'vm.dirty_bytes',
      'vm.swappiness',
      'block.read_ahead.nvme',
      'block.read_ahead.sataSsd',
      'block.read_ahead.hdd',
      'block.read_ahead.virtual',
    ]);
    expect(knobIn(shown, 'vm.swappiness')).toMatchObject({ decision: 'leftAlone', owner: { kind: 'rival', name: 'tuned' } });
    expect(settingsOf(shown)).toEqual([
      'Background write-back starts at: 0 (10 % of memory) → 67108864',
      'Watched files of one user: 65536 → 524288',
    ]);
    const taken = previewOf({ ...scenes['a machine on which tuned runs'], input: { overrideOwners: true } });
    expect(settingsOf(taken)).toContain('Swappiness: 60 → 10');
    expect(knobIn(taken, 'vm.swappiness').why).toContain('overrides tuned');
  });
});

describe('any machine', () => {
  const files: Files = Object.assign({}, ...everyScene.map(([, scene]) => scene.files)) as Files;
  const texts = fc.oneof(
    fc.constantFrom('', '0\n', '-1\n', '[a] b\n', 'always [never]\n', '\u001b[31mred', '9'.repeat(40), '1 2\n', '0-3,9\n', '4096\t1\t\n'),
    fc.string({ maxLength: 40 }),
  );

  it('with any subset of its files, and any text in them, is answered with a valid Plan or none', () => {
    const arbitrary = fc.record({
      scene: fc.constantFrom(...everyScene.map(([, scene]) => scene)),
      kept: fc.subarray(Object.keys(files)),
      damaged: fc.dictionary(fc.constantFrom(...Object.keys(files)), texts, { maxKeys: 6 }),
      profile: fc.constantFrom(...builtInProfileIds),
      input: fc.constantFrom({}, { includeTierB: true }, everything),
    });
    fc.assert(
      fc.property(arbitrary, ({ scene, kept, damaged, profile, input }) => {
        const some = { ...Object.fromEntries(kept.map((path) => [path, files[path] ?? ''])), ...damaged };
        const shown = previewOf({ ...scene, files: some, profile: builtIn(profile), input });
        expect(planPreview.safeParse(shown).error).toBeUndefined();
        if (shown.plan !== null) expect(planSchema.safeParse(shown.plan).error).toBeUndefined();
        expect(problemsOf(shown)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the catalogue', () => {
  it('has one id, one file name and one order for each knob', () => {
    const ids = knobCatalog.map((knob) => knob.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(ids.map((id) => id.replaceAll('.', '-'))).size).toBe(ids.length);
    expect(knobCatalog.filter((knob) => knob.tier === 'C' && knob.danger === null)).toEqual([]);
    expect(knobCatalog.filter((knob) => knob.evidence.length === 0 || knob.meaning.length < 20)).toEqual([]);
  });

  it('writes the queue length after the scheduler, which resets it', () => {
    const [scheduler, requests] = ['block.scheduler.hdd', 'block.scheduler_requests.hdd'].map(
      (id) => udevDropIn(id, 'KERNEL=="sd*"', 'queue/x', '1').path,
    );
    expect([requests, scheduler].sort()).toEqual([scheduler, requests]);
    const ids = knobCatalog.map((knob) => knob.id);
    expect(ids.indexOf('block.scheduler.hdd')).toBeLessThan(ids.indexOf('block.scheduler_requests.hdd'));
  });
});
