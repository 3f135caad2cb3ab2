/**
 * The sysctl keys that may be set, with hard limits. Sources: the kernel's
 * Documentation/admin-guide/sysctl/{vm,kernel,fs,net}.rst and
 * Documentation/networking/ip-sysctl.rst.
 */
import type { ValueRule } from './values.ts';

export interface SysctlRule {
  readonly value: ValueRule;
  /** Of two such keys the kernel keeps one and shows 0 in the other; writing one is undone by writing whichever was in force. */
  readonly exclusiveWith?: string;
}

const int32Max = 2_147_483_647;
const tebibyte = 1_099_511_627_776;

function integer(min: number, max: number, exclusiveWith?: string): SysctlRule {
  const value = { shape: 'integer', min, max } as const;
  return exclusiveWith === undefined ? { value } : { value, exclusiveWith };
}

/** Half for huge pages: the rest of the system must go on. */
const hugePages: SysctlRule = { value: { shape: 'integer', min: 0, max: 16_777_216, memory: { share: 0.5, unit: 'hugePage' } } };
/** vm.rst: more than a twentieth may let the machine run out of memory at once. */
const keptFree: SysctlRule = { value: { shape: 'integer', min: 1024, max: 4_194_304, memory: { share: 0.05, unit: 'kibibyte' } } };

function words(...list: string[]): SysctlRule {
  return { value: { shape: 'words', words: list } };
}

const memory: Readonly<Record<string, SysctlRule>> = {
  // vm.rst: 0 to 200 since 5.8, over 100 favours swapping (for compressed swap).
  'vm.swappiness': integer(0, 200),
  'vm.vfs_cache_pressure': integer(1, 1000),
  // Two pages is the kernel's own lower limit (vm.rst, dirty_bytes).
  'vm.dirty_bytes': integer(8192, tebibyte, 'vm.dirty_ratio'),
  'vm.dirty_background_bytes': integer(8192, tebibyte, 'vm.dirty_background_ratio'),
  'vm.dirty_ratio': integer(1, 100, 'vm.dirty_bytes'),
  'vm.dirty_background_ratio': integer(1, 100, 'vm.dirty_background_bytes'),
  'vm.dirty_expire_centisecs': integer(100, 360_000),
  'vm.dirty_writeback_centisecs': integer(0, 360_000),
  // Below the stock 65530 programs that map many files stop working, so it may only be raised.
  'vm.max_map_count': integer(65_530, int32Max),
  'vm.min_free_kbytes': keptFree,
  'vm.watermark_scale_factor': integer(10, 1000),
  'vm.watermark_boost_factor': integer(0, 30_000),
  'vm.page-cluster': integer(0, 8),
  'vm.compaction_proactiveness': integer(0, 100),
  'vm.zone_reclaim_mode': integer(0, 7),
  'vm.stat_interval': integer(1, 3600),
  'vm.nr_hugepages': hugePages,
  'vm.nr_overcommit_hugepages': hugePages,
  'vm.overcommit_memory': integer(0, 2),
  // Below the stock 50 and with overcommit_memory at 2, programs that run already get no memory any more.
  'vm.overcommit_ratio': integer(50, 100),
};

const kernel: Readonly<Record<string, SysctlRule>> = {
  'kernel.numa_balancing': integer(0, 1),
  'kernel.sched_autogroup_enabled': integer(0, 1),
  'kernel.timer_migration': integer(0, 1),
  'kernel.nmi_watchdog': integer(0, 1),
  'kernel.split_lock_mitigate': integer(0, 1),
  'kernel.pid_max': integer(32_768, 4_194_304),
  'kernel.threads-max': integer(16_384, 4_194_304),
  'kernel.hung_task_timeout_secs': integer(0, 86_400),
};

const files: Readonly<Record<string, SysctlRule>> = {
  'fs.file-max': integer(65_536, Number.MAX_SAFE_INTEGER),
  'fs.nr_open': integer(65_536, 2_147_483_584),
  'fs.aio-max-nr': integer(65_536, int32Max),
  'fs.inotify.max_user_watches': integer(8192, int32Max),
  'fs.inotify.max_user_instances': integer(128, 1_048_576),
  'fs.inotify.max_queued_events': integer(16_384, 16_777_216),
};

const network: Readonly<Record<string, SysctlRule>> = {
  'net.core.rmem_max': integer(65_536, int32Max),
  'net.core.wmem_max': integer(65_536, int32Max),
  'net.core.rmem_default': integer(65_536, 1_073_741_824),
  'net.core.wmem_default': integer(65_536, 1_073_741_824),
  'net.core.optmem_max': integer(20_480, 134_217_728),
  'net.core.somaxconn': integer(128, 1_048_576),
  'net.core.netdev_max_backlog': integer(300, 1_048_576),
  'net.core.netdev_budget': integer(64, 65_536),
  'net.core.netdev_budget_usecs': integer(1000, 100_000),
  'net.core.busy_read': integer(0, 1000),
  'net.core.busy_poll': integer(0, 1000),
  'net.core.default_qdisc': words('fq', 'fq_codel', 'cake', 'pfifo_fast', 'sfq', 'mq'),
  'net.ipv4.tcp_congestion_control': {
    value: { shape: 'listed', file: '/proc/sys/net/ipv4/tcp_available_congestion_control' },
  },
  'net.ipv4.tcp_rmem': { value: { shape: 'integers', counts: [3], min: 4096, max: int32Max } },
  'net.ipv4.tcp_wmem': { value: { shape: 'integers', counts: [3], min: 4096, max: int32Max } },
  'net.ipv4.tcp_notsent_lowat': integer(16_384, 4_294_967_295),
  'net.ipv4.tcp_slow_start_after_idle': integer(0, 1),
  'net.ipv4.tcp_mtu_probing': integer(0, 2),
  'net.ipv4.tcp_fastopen': integer(0, 3),
  'net.ipv4.tcp_max_syn_backlog': integer(128, 1_048_576),
  'net.ipv4.tcp_tw_reuse': integer(0, 2),
  'net.ipv4.tcp_fin_timeout': integer(5, 300),
  'net.ipv4.ip_local_port_range': { value: { shape: 'integers', counts: [2], min: 1024, max: 65_535 } },
};

const rules: ReadonlyMap<string, SysctlRule> = new Map(Object.entries({ ...memory, ...kernel, ...files, ...network }));

/** Dots and slashes both separate (sysctl.d(5)); every key of the list is plain, so the dotted form is the name. */
export function sysctlName(key: string): string {
  return key.replaceAll('/', '.');
}

export function sysctlRule(key: string): SysctlRule | undefined {
  return rules.get(sysctlName(key));
}

export function sysctlPath(key: string): string {
  return `/proc/sys/${sysctlName(key).replaceAll('.', '/')}`;
}

export const sysctlKeys: readonly string[] = [...rules.keys()];
