/** What the product can use, in the order in which it is shown. */
import { offeredWords } from '../../../base/text.ts';
import type { Capability } from '../../../contracts/hardware.ts';
import { available, type CapabilityCheck, type CheckContext, missing, undecided, whenAny, whenListed, whenText } from './capability.ts';
import { elevationChecks } from './elevationChecks.ts';
import { gpuChecks } from './gpuChecks.ts';
import { pciIdsPlaces } from './pciNames.ts';

const cpu = '/sys/devices/system/cpu';

const processorChecks: readonly CapabilityCheck[] = [
  whenAny(
    {
      id: 'cpu.frequency',
      title: 'CPU frequency control',
      remedy: 'In a virtual machine the host decides. On real hardware switch on power management (P-states, CPPC) in the firmware setup.',
    },
    [`${cpu}/cpufreq/policy0`, `${cpu}/cpu0/cpufreq/scaling_driver`],
    'The kernel drives no CPU frequency.',
  ),
  whenAny(
    {
      id: 'cpu.energyPreference',
      title: 'Energy preference of the CPU (EPP)',
      remedy: 'Needs intel_pstate or amd_pstate in active mode; on AMD start the kernel with amd_pstate=active.',
    },
    [`${cpu}/cpufreq/policy0/energy_performance_preference`, `${cpu}/cpu0/cpufreq/energy_performance_preference`],
    'The frequency driver takes no preference.',
  ),
  whenAny(
    {
      id: 'cpu.boost',
      title: 'Switch for boost clocks',
      remedy: 'Some firmware setups lock boost; look for “Turbo” or “Core Performance Boost” there.',
    },
    [`${cpu}/intel_pstate/no_turbo`, `${cpu}/cpufreq/boost`, `${cpu}/cpufreq/policy0/boost`, `${cpu}/cpu0/cpufreq/cpb`],
    'The frequency driver has no switch for boost.',
  ),
  whenAny(
    { id: 'cpu.platformProfile', title: 'Platform profile of the firmware', remedy: null },
    ['/sys/firmware/acpi/platform_profile'],
    'The firmware offers no platform profile; that is mostly a feature of laptops.',
  ),
  whenListed(
    {
      id: 'power.capping',
      title: 'Power use and limits of the CPU (RAPL)',
      remedy: 'Load the kernel module intel_rapl_msr, which serves AMD processors too.',
    },
    '/sys/class/powercap',
    /^intel-rapl:/,
    'The kernel offers no power capping.',
  ),
  whenListed(
    { id: 'sensors.thermal', title: 'Thermal zones', remedy: null },
    '/sys/class/thermal',
    /^thermal_zone\d+$/,
    'The firmware describes no thermal zones; virtual machines have none.',
  ),
  whenListed(
    {
      id: 'sensors.hwmon',
      title: 'Temperature, fan and voltage sensors',
      remedy: 'Install lm-sensors and run sensors-detect once; in a virtual machine there are none.',
    },
    '/sys/class/hwmon',
    /^hwmon\d+$/,
    'No sensor driver is loaded.',
  ),
];

const memoryChecks: readonly CapabilityCheck[] = [
  whenText(
    { id: 'memory.pressure', title: 'Pressure stall information (PSI)', remedy: 'Start the kernel with psi=1.' },
    '/proc/pressure/memory',
    /^some /m,
    'The kernel does not measure pressure.',
  ),
  memoryModules,
  whenAny(
    { id: 'memory.zram', title: 'Compressed memory as swap (zram)', remedy: 'Load the kernel module zram.' },
    ['/sys/class/zram-control', '/sys/block/zram0'],
    'The zram module is not loaded.',
  ),
  whenListed(
    { id: 'memory.hugePages', title: 'Huge pages', remedy: null },
    '/sys/kernel/mm/hugepages',
    /^hugepages-\d+kB$/,
    'The kernel was built without huge pages.',
  ),
  whenAny(
    { id: 'memory.transparentHugePages', title: 'Transparent huge pages', remedy: null },
    ['/sys/kernel/mm/transparent_hugepage/enabled'],
    'The kernel was built without transparent huge pages.',
  ),
  whenAny(
    {
      id: 'memory.errorCorrection',
      title: 'Error counters of the memory (EDAC)',
      remedy: 'Needs ECC memory and a driver for its controller.',
    },
    ['/sys/devices/system/edac/mc/mc0'],
    'No memory controller reports errors.',
  ),
];

async function memoryModules({ host }: CheckContext): Promise<Capability> {
  const about = {
    id: 'memory.modules',
    title: 'List of memory modules (DMI)',
    remedy: 'Run hecate once as root, or update to systemd 248 or later, whose udev lists them for everyone.',
  };
  const result = await host.inventory.memoryModules();
  if (result.ok) return available(about, `${String(result.modules.length)} modules are listed.`);
  return host.files.exists('/sys/firmware/dmi') ? undecided(about, result.why) : missing({ ...about, remedy: null }, result.why);
}

const systemChecks: readonly CapabilityCheck[] = [
  whenText(
    {
      id: 'system.cgroupV2',
      title: 'Control groups, version 2, with controllers',
      remedy: 'Start the kernel with systemd.unified_cgroup_hierarchy=1, or update the distribution.',
    },
    '/sys/fs/cgroup/cgroup.controllers',
    /\S/,
    'The unified hierarchy is not mounted or has no controllers.',
  ),
  blockSchedulers,
  whenAny(
    {
      id: 'names.pciIds',
      title: 'Names of PCI devices (pci.ids)',
      remedy: 'Install the package pci.ids (Debian, Ubuntu) or hwdata (Fedora, Arch).',
    },
    pciIdsPlaces,
    'The database is not installed.',
  ),
  whenAny(
    { id: 'system.systemd', title: 'systemd', remedy: null },
    ['/run/systemd/system'],
    'This machine was not started by systemd, so services are started as child programs instead.',
  ),
  moduleLoading,
  interruptBalancer,
  whenText(
    { id: 'network.bbr', title: 'Congestion control BBR', remedy: 'Load the kernel module tcp_bbr.' },
    '/proc/sys/net/ipv4/tcp_available_congestion_control',
    /\bbbr\b/,
    'BBR is not loaded.',
  ),
  whenAny(
    { id: 'pcie.aspm', title: 'Power saving of PCI Express links (ASPM)', remedy: null },
    ['/sys/module/pcie_aspm/parameters/policy'],
    'The kernel offers no policy for link power saving.',
  ),
  whenListed(
    {
      id: 'firmware.variables',
      title: 'UEFI variables',
      remedy: 'Mount efivarfs on /sys/firmware/efi/efivars; machines that start without UEFI have none.',
    },
    '/sys/firmware/efi/efivars',
    /-[0-9a-f]{8}-/,
    'No UEFI variables are visible.',
  ),
  whenListed(
    {
      id: 'firmware.secureBoot',
      title: 'State of Secure Boot',
      remedy: 'Mount efivarfs on /sys/firmware/efi/efivars; machines that start without UEFI have none.',
    },
    '/sys/firmware/efi/efivars',
    /^SecureBoot-/,
    'The firmware shows no Secure Boot variable.',
  ),
  whenAny(
    {
      id: 'boot.configuration',
      title: 'Boot loader with a place for drop-ins',
      remedy: 'Install and set up GRUB or systemd-boot; other boot loaders are left alone.',
    },
    ['/etc/default/grub', '/etc/kernel/cmdline', '/boot/loader/loader.conf', '/efi/loader/loader.conf'],
    'Neither GRUB nor systemd-boot is set up here, so the kernel command line is not managed.',
  ),
];

function interruptBalancer({ read, processes }: CheckContext): Capability {
  const about = {
    id: 'system.irqbalance',
    title: 'irqbalance',
    remedy: 'Install the package irqbalance where interrupts should be spread by themselves.',
  };
  if (processes().has('irqbalance')) return available(about, 'irqbalance is running and owns the placement of interrupts.');
  const installed = ['/usr/sbin/irqbalance', '/usr/bin/irqbalance'].find((path) => read.files.exists(path));
  return missing(about, installed === undefined ? 'irqbalance is not installed.' : `${installed} is installed but not running.`);
}

function blockSchedulers({ read }: CheckContext): Capability {
  const about = {
    id: 'storage.scheduler',
    title: 'Choice of the disk scheduler',
    remedy: 'Load kernel modules such as bfq or kyber-iosched.',
  };
  const disks = read.files.list('/sys/block').filter((name) => !/^(?:loop|ram|zram)\d+$/.test(name));
  const choosing = disks.filter((name) => offeredWords(read.value(`/sys/block/${name}/queue/scheduler`) ?? '').length > 1);
  if (choosing.length > 0) return available(about, `${choosing.slice(0, 8).join(', ')} can choose.`);
  return missing(
    about,
    disks.length === 0 ? 'No block devices are visible in /sys/block.' : 'No block device offers more than one scheduler.',
  );
}

/** A kernel without modules has no /proc/modules; the setting can only ever be switched off. */
function moduleLoading({ read, host }: CheckContext): Capability {
  const about = {
    id: 'system.modules',
    title: 'Loading kernel modules',
    remedy: 'Restart the machine; then modules may be loaded again until this is set.',
  };
  if (!read.files.exists('/proc/modules'))
    return missing({ ...about, remedy: null }, 'This kernel was built without modules: /proc/modules does not exist.');
  if (read.value('/proc/sys/kernel/modules_disabled') === '1')
    return missing(about, 'The administrator has locked it: /proc/sys/kernel/modules_disabled is 1.');
  const release = read.value('/proc/sys/kernel/osrelease') ?? host.identity.kernelRelease;
  if (release === undefined) return undecided(about, 'The kernel release is not known, so its modules cannot be looked for.');
  const places = [`/lib/modules/${release}`, `/usr/lib/modules/${release}`];
  if (places.some((path) => read.files.exists(path))) return available(about, `Modules for ${release} are installed.`);
  const remedy = 'Restart into the installed kernel, or install the modules of the running one.';
  return missing({ ...about, remedy }, `No modules for the running kernel: looked for ${places.join(', ')}.`);
}

export const capabilityChecks: readonly CapabilityCheck[] = [
  ...processorChecks,
  ...memoryChecks,
  ...gpuChecks,
  ...systemChecks,
  ...elevationChecks,
];
