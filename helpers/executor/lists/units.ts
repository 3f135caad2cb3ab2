/** The services that may be switched: daemons that own the same settings as this product (docs of each project), and trim. Never anything a login needs. */
const units: ReadonlySet<string> = new Set([
  'irqbalance.service',
  'tuned.service',
  'tuned-ppd.service',
  'tlp.service',
  'power-profiles-daemon.service',
  'auto-cpufreq.service',
  'cpufrequtils.service',
  'loadcpufreq.service',
  'cpupower.service',
  'system76-power.service',
  'thermald.service',
  'ondemand.service',
  'numad.service',
  'ksm.service',
  'ksmtuned.service',
  'fstrim.timer',
  'systemd-oomd.service',
  'earlyoom.service',
  'zramswap.service',
  'nvidia-persistenced.service',
  'nvidia-powerd.service',
]);

export function isSwitchable(unit: string): boolean {
  return units.has(unit);
}

export const switchableUnits: readonly string[] = [...units];
