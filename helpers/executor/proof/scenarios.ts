/** Plans for the kill tests; each lane has knobs of its own, so that two can run at the same time. */
import type { Operation } from '../../../src-main/contracts/operations.ts';
import type { Plan } from '../../../src-main/contracts/plan.ts';

export function planOf(id: string, operations: readonly Operation[]): Plan {
  return {
    version: 1,
    id,
    title: `Proof ${id}`,
    createdAt: '2026-01-01T00:00:00.000Z',
    profileId: null,
    steps: operations.map((operation, index) => ({
      id: `s${String(index)}`,
      knobId: `knob${String(index)}`,
      title: operation.kind,
      operation,
      risk: 'reversible',
      before: null,
      after: '',
      why: 'proof',
      evidence: [],
    })),
  };
}

function sysctl(key: string, value: string): Operation {
  return { kind: 'sysctl.set', key, value };
}

function sysfs(path: string, value: string): Operation {
  return { kind: 'sysfs.set', path, value };
}

function file(path: string, content: string | null): Operation {
  return { kind: 'file.install', path, content };
}

const changedFile = '/etc/sysctl.d/60-hecate-changed.conf';
const removedFile = '/etc/sysctl.d/60-hecate-removed.conf';

/** Applied before everything else, so that there are files of ours to change and to remove. */
export const basePlan = planOf('base', [file(changedFile, 'vm.swappiness = 20\n'), file(removedFile, 'vm.swappiness = 30\n')]);

const commandLine: Operation = { kind: 'kernelCommandLine.set', parameters: ['iommu=pt', 'nmi_watchdog=0'] };
const zram: Operation = { kind: 'zramSwap.set', sizeBytes: 8_388_608, algorithm: 'lzo-rle', priority: 50 };

function service(unit: string, enabled: boolean | null, active: boolean | null): Operation {
  return { kind: 'service.set', unit, enabled, active };
}

export const bigKnobs = [
  '/proc/sys/vm/page-cluster',
  '/proc/sys/vm/stat_interval',
  '/proc/sys/vm/dirty_background_bytes',
  '/proc/sys/vm/dirty_background_ratio',
  '/proc/sys/vm/compaction_proactiveness',
  '/proc/sys/net/ipv4/tcp_rmem',
  '/sys/block/loop4/queue/scheduler',
  // After its scheduler, which resets it.
  '/sys/block/loop4/queue/nr_requests',
  '/sys/block/loop4/queue/read_ahead_kb',
  '/sys/block/loop4/queue/rq_affinity',
  '/sys/block/loop5/queue/read_ahead_kb',
  '/sys/kernel/mm/ksm/sleep_millisecs',
];

/** Every kind of operation, twenty steps. */
export const bigPlan = planOf('big', [
  sysctl('vm.page-cluster', '0'),
  sysctl('vm.stat_interval', '10'),
  sysctl('vm.dirty_background_bytes', '50331648'),
  sysctl('vm.compaction_proactiveness', '0'),
  sysctl('net.ipv4.tcp_rmem', '4096 131072 16777216'),
  sysfs('/sys/block/loop4/queue/scheduler', 'bfq'),
  sysfs('/sys/block/loop4/queue/read_ahead_kb', '4096'),
  sysfs('/sys/block/loop4/queue/rq_affinity', '2'),
  sysfs('/sys/block/loop5/queue/read_ahead_kb', '1024'),
  sysfs('/sys/kernel/mm/ksm/sleep_millisecs', '200'),
  file(changedFile, 'vm.swappiness = 10\n'),
  file(removedFile, null),
  file('/etc/tmpfiles.d/60-hecate-thp.conf', 'w /sys/kernel/mm/transparent_hugepage/enabled - - - - madvise\n'),
  file('/etc/udev/rules.d/60-hecate-disk.rules', 'ACTION=="add|change", KERNEL=="sd[a-z]", ATTR{queue/scheduler}="bfq"\n'),
  file('/etc/security/limits.d/60-hecate-files.conf', '* soft nofile 65536\n'),
  file('/etc/systemd/system.conf.d/60-hecate-limits.conf', '[Manager]\nDefaultLimitNOFILE=65536\n'),
  service('irqbalance.service', false, false),
  service('tuned.service', null, false),
  commandLine,
  zram,
]);

export const smallKnobs = [
  '/proc/sys/vm/watermark_scale_factor',
  '/proc/sys/vm/dirty_bytes',
  '/proc/sys/vm/dirty_ratio',
  '/sys/block/loop6/queue/scheduler',
  '/sys/block/loop6/queue/nr_requests',
];

/** Chosen by somebody before, so that what a scheduler resets is seen. */
export const choices: Readonly<Record<string, string>> = {
  '/sys/block/loop4/queue/nr_requests': '64',
  '/sys/block/loop6/queue/nr_requests': '64',
};

/** One Plan for each kind, but zram, of which a machine has only one. */
export const kindPlans: readonly Plan[] = [
  planOf('sysctl', [sysctl('vm.watermark_scale_factor', '50')]),
  planOf('sysctl-pair', [sysctl('vm.dirty_bytes', '201326592')]),
  planOf('sysfs', [sysfs('/sys/block/loop6/queue/scheduler', 'mq-deadline')]),
  planOf('file-new', [file('/etc/udev/rules.d/60-hecate-new.rules', 'KERNEL=="sda", ATTR{queue/scheduler}="none"\n')]),
  planOf('file-change', [file(changedFile, 'vm.swappiness = 10\n')]),
  planOf('file-remove', [file(removedFile, null)]),
  planOf('command-line', [commandLine]),
  planOf('service', [service('irqbalance.service', false, false)]),
];

/** Priorities of a process that lives as long as its lane. */
export function processPlan(pid: number, startTicks: number): Plan {
  const ioPriority = { class: 'best-effort', level: 6 } as const;
  return planOf('process', [{ kind: 'process.adjust', pid, startTicks, nice: 5, ioPriority, affinity: '0' }]);
}

export const zramPlan = planOf('zram', [zram]);
