/** Where the values come from. Every entry is public and can be opened. */
import type { Evidence } from '../../../../contracts/plan.ts';

function source(url: string, note: string): Evidence {
  return { url, note };
}

export const sources = {
  kernelVm: source('https://docs.kernel.org/admin-guide/sysctl/vm.html', 'What the key does and which values the kernel takes'),
  kernelNet: source('https://docs.kernel.org/admin-guide/sysctl/net.html', 'What the key does'),
  kernelFs: source('https://docs.kernel.org/admin-guide/sysctl/fs.html', 'What the key does'),
  kernelKernel: source('https://docs.kernel.org/admin-guide/sysctl/kernel.html', 'What the key does'),
  kernelIp: source('https://docs.kernel.org/networking/ip-sysctl.html', 'What the key does and its three numbers'),
  kernelThp: source('https://docs.kernel.org/admin-guide/mm/transhuge.html', 'The words of enabled and defrag and what each costs'),
  kernelZram: source('https://docs.kernel.org/admin-guide/blockdev/zram.html', 'How a compressed swap device is made'),
  kernelCpufreq: source('https://docs.kernel.org/admin-guide/pm/cpufreq.html', 'Governors, and the boost file'),
  kernelIntelPstate: source(
    'https://docs.kernel.org/admin-guide/pm/intel_pstate.html',
    'Active mode offers only performance and powersave; with performance the energy preference is fixed',
  ),
  kernelAmdPstate: source('https://docs.kernel.org/admin-guide/pm/amd-pstate.html', 'Governors and energy preferences of amd_pstate'),
  kernelEpb: source('https://docs.kernel.org/admin-guide/pm/intel_epb.html', 'Energy bias from 0 (performance) to 15 (saving)'),
  kernelPlatformProfile: source(
    'https://docs.kernel.org/userspace-api/sysfs-platform_profile.html',
    'The firmware’s own performance profiles',
  ),
  kernelBlock: source('https://docs.kernel.org/block/switching-sched.html', 'How the scheduler of a disk is read and set'),
  kernelQueue: source('https://docs.kernel.org/admin-guide/abi-stable.html', 'Meaning of read_ahead_kb and nr_requests'),
  kernelParameters: source('https://docs.kernel.org/admin-guide/kernel-parameters.html', 'What the parameter does'),
  kernelMitigations: source(
    'https://docs.kernel.org/admin-guide/hw-vuln/index.html',
    'The attacks that the mitigations stop; without them any program can read memory it must not',
  ),
  kernelIrq: source('https://docs.kernel.org/core-api/irq/irq-affinity.html', 'smp_affinity_list and its limits'),
  kernelRuntimePm: source('https://docs.kernel.org/power/pci.html', 'Runtime power management of PCI devices and its risks'),
  tunedThroughput: source(
    'https://github.com/redhat-performance/tuned/blob/master/profiles/throughput-performance/tuned.conf',
    'governor performance, min_perf_pct 100, boost on, swappiness 10, read-ahead of at least 4096 KiB, somaxconn above 2048',
  ),
  tunedGuest: source(
    'https://github.com/redhat-performance/tuned/blob/master/profiles/virtual-guest/tuned.conf',
    'swappiness 30 in a guest: reading files again is cheaper than swapping',
  ),
  tunedHpc: source(
    'https://github.com/redhat-performance/tuned/blob/master/profiles/hpc-compute/tuned.conf',
    'min_free_kbytes 135168 and numa_balancing 0; HPL about 2 % over throughput-performance (pull request 153)',
  ),
  tunedNetwork: source(
    'https://github.com/redhat-performance/tuned/blob/master/profiles/network-throughput/tuned.conf',
    'tcp_rmem and tcp_wmem up to 16 MiB, notsent_lowat 128 KiB',
  ),
  tunedNumaLoss: source(
    'https://github.com/redhat-performance/tuned/pull/283',
    'numa_balancing=0 cost up to 20 % on some loads and was removed',
  ),
  cachySettings: source(
    'https://github.com/CachyOS/CachyOS-Settings',
    'dirty limits 256 MiB and 64 MiB, swappiness 100 (150 with zram), vfs_cache_pressure 50, disk schedulers by kind',
  ),
  zenDnn: source(
    'https://docs.amd.com/r/en-US/57300-ZenDNN-user-guide/Transparent-Huge-Pages',
    'huge pages always for convolutional networks, madvise for language models',
  ),
  mi300x: source(
    'https://github.com/ROCm/amdgpu-docs/blob/develop/docs/system-optimization/mi300x.rst',
    'numa_balancing 0 and iommu=pt for GPU hosts, with the advice to test both',
  ),
  grace: source(
    'https://nvidia.github.io/grace-cpu-benchmarking-guide/platform/',
    'Asks for the performance governor and no NUMA balancing',
  ),
  deepEp: source(
    'https://github.com/deepseek-ai/DeepEP/issues/624',
    'NUMA balancing: 139 stops in 60 s, 5 ms on average and up to 31 ms, in the hot path of inference',
  ),
  nvidiaTuned: source(
    'https://github.com/NVIDIA/nodewright-packages',
    'netdev_max_backlog 10000, bbr with fq on GPU hosts; overcommit 1 and init_on_alloc=0 on GB200',
  ),
  nvidiaIsolcpus: source(
    'https://github.com/NVIDIA/nodewright-packages/pull/96',
    'One wrong knob of a vendor’s own profile cost 66 % of the throughput: measure before keeping',
  ),
  mapCountRaised: source(
    'https://github.com/NixOS/nixpkgs/issues/238412',
    'Games and emulators fail at 65530; SteamOS and Fedora raised it, and the old default has only historical reasons',
  ),
  mapCountSystemd: source(
    'https://github.com/NVIDIA/nodewright-packages',
    'A GPU profile that set less than 1048576, the value of systemd since 255, failed its own verification',
  ),
  archZram: source(
    'https://wiki.archlinux.org/title/Zram#Optimizing_swap_on_zram',
    'page-cluster 0 and watermark_scale_factor 125 with compressed swap, after measurements by Pop!_OS',
  ),
  vscodeInotify: source(
    'https://code.visualstudio.com/docs/setup/linux#_visual-studio-code-is-unable-to-watch-for-file-changes-in-this-large-workspace-error-enospc',
    'Large workspaces fail with ENOSPC; 524288 watches cost at most about 540 MiB of kernel memory when all are used',
  ),
  dgxOs: source('https://docs.nvidia.com/dgx/dgx-os-7-user-guide/', 'Raises the open-file limits on GPU workstations'),
  bbr: source(
    'https://datatracker.ietf.org/doc/draft-ietf-ccwg-bbr/',
    'Congestion control by measured bandwidth instead of by loss; wants the fq queue',
  ),
} as const;
