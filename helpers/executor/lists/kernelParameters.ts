/**
 * Kernel parameters that may be added. Source of names and values:
 * Documentation/admin-guide/kernel-parameters.txt; `hecate.*` is our own and
 * never added by a Plan. Nothing that chooses a root, an init or a module to load.
 */
const cpuList = /^\d{1,5}(?:-\d{1,5})?(?:,\d{1,5}(?:-\d{1,5})?){0,63}$/;
const hugePageSize = /^(?:2M|16M|32M|512M|1G|16G|64K)$/;

function oneOf(...words: string[]): RegExp {
  return new RegExp(`^(?:${words.join('|')})$`);
}

/** null: the parameter stands alone, without a value. */
const parameters: Readonly<Record<string, RegExp | null>> = {
  'iommu': oneOf('pt', 'nopt'),
  'iommu.passthrough': oneOf('0', '1'),
  'intel_iommu': oneOf('on', 'off'),
  'amd_iommu': oneOf('on', 'off'),
  'pci': oneOf('realloc=off', 'realloc=on', 'realloc'),
  'pcie_aspm': oneOf('off', 'force'),
  'pcie_aspm.policy': oneOf('default', 'performance', 'powersave', 'powersupersave'),
  'transparent_hugepage': oneOf('always', 'madvise', 'never'),
  'default_hugepagesz': hugePageSize,
  'hugepagesz': hugePageSize,
  'hugepages': /^\d{1,8}$/,
  'numa_balancing': oneOf('enable', 'disable'),
  'mitigations': oneOf('auto', 'auto,nosmt', 'off'),
  'init_on_alloc': oneOf('0', '1'),
  'init_on_free': oneOf('0', '1'),
  'amd_pstate': oneOf('active', 'passive', 'guided', 'disable'),
  'intel_pstate': oneOf('active', 'passive', 'disable', 'no_hwp'),
  'intel_idle.max_cstate': /^[0-9]$/,
  'processor.max_cstate': /^[0-9]$/,
  'skew_tick': oneOf('0', '1'),
  'tsc': oneOf('reliable', 'nowatchdog'),
  'nmi_watchdog': oneOf('0', '1'),
  'nowatchdog': null,
  'preempt': oneOf('none', 'voluntary', 'full', 'lazy'),
  'nohz_full': cpuList,
  'rcu_nocbs': cpuList,
  'irqaffinity': cpuList,
  'threadirqs': null,
  'zswap.enabled': oneOf('0', '1'),
  'workqueue.power_efficient': oneOf('0', '1'),
  'split_lock_detect': oneOf('off', 'warn'),
  'psi': oneOf('0', '1'),
  'nvidia-drm.modeset': oneOf('0', '1'),
  'nvidia-drm.fbdev': oneOf('0', '1'),
  'usbcore.autosuspend': /^(?:-1|\d{1,4})$/,
};

/** The problem with one parameter, or null. */
export function kernelParameterProblem(parameter: string): string | null {
  const equals = parameter.indexOf('=');
  const name = equals === -1 ? parameter : parameter.slice(0, equals);
  if (!Object.hasOwn(parameters, name)) return `${name} is not on the list of kernel parameters that may be added`;
  const value = parameters[name];
  if (value === null || value === undefined) return equals === -1 ? null : `${name} takes no value`;
  if (equals === -1) return `${name} needs a value`;
  return value.test(parameter.slice(equals + 1)) ? null : `${parameter}: this value is not on the list for ${name}`;
}
