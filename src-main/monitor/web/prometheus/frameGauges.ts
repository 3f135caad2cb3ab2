/**
 * What the newest frame knows, under the names of node_exporter and of DCGM
 * where they mean the same; under hecate_ where they would not. `chip` and
 * `sensor` are the names that the sensors give themselves, not positions in sysfs.
 */
import type { MonitorFrame } from '../../../contracts/monitor.ts';
import type { Exposition, Labels } from './exposition.ts';

const megabyte = 1024 * 1024;

export function writeFrame(to: Exposition, frame: MonitorFrame): void {
  writeMachine(to, frame);
  writePressure(to, frame);
  writeFilesystems(to, frame);
  writeDevices(to, frame);
  writeSensors(to, frame);
  writeBatteries(to, frame);
  writeGpus(to, frame);
}

function writeMachine(to: Exposition, { at, sequence, cpu }: MonitorFrame): void {
  to.gauge('node_time_seconds', 'System time in seconds since epoch (1970).', at / 1000);
  to.counter('hecate_frames_total', 'Samples that the monitor took since it started.', sequence + 1);
  to.gauge('node_load1', '1m load average.', cpu.load1);
  to.gauge('node_load5', '5m load average.', cpu.load5);
  to.gauge('node_load15', '15m load average.', cpu.load15);
  const clocks = cpu.frequencyMHz.map((mhz, index) => [{ cpu: index }, mhz === null ? null : mhz * 1_000_000] as const);
  to.family('gauge', 'node_cpu_scaling_frequency_hertz', 'Current scaled CPU thread frequency in hertz.', clocks);
}

function writePressure(to: Exposition, { pressure }: MonitorFrame): void {
  // As the kernel counts it: Documentation/accounting/psi of the kernel.
  for (const resource of ['cpu', 'memory', 'io'] as const) {
    const sample = pressure[resource];
    const seconds = (line: { readonly totalMicroseconds: number } | null | undefined): number | null =>
      line === null || line === undefined ? null : line.totalMicroseconds / 1_000_000;
    const name = `node_pressure_${resource}`;
    to.counter(`${name}_waiting_seconds_total`, `Seconds that some tasks waited for ${resource}.`, seconds(sample?.some));
    if (resource === 'cpu') continue; // for a whole machine it means nothing, and node_exporter has no name for it
    to.counter(`${name}_stalled_seconds_total`, `Seconds that no task could go on for want of ${resource}.`, seconds(sample?.full));
  }
}

function writeFilesystems(to: Exposition, { filesystems }: MonitorFrame): void {
  type Filesystem = MonitorFrame['filesystems'][number];
  const each = (name: string, help: string, value: (one: Filesystem) => number | null): void => {
    const rows = filesystems.map((one) => [{ device: one.device, fstype: one.type, mountpoint: one.mountPoint }, value(one)] as const);
    to.family('gauge', `node_filesystem_${name}`, help, rows);
  };
  each('size_bytes', 'Filesystem size in bytes.', (one) => one.totalBytes);
  each('free_bytes', 'Filesystem free space in bytes.', (one) => one.totalBytes - one.usedBytes);
  each('avail_bytes', 'Filesystem space available to non-root users in bytes.', (one) => one.availableBytes);
  each('readonly', 'Filesystem read-only status.', (one) => Number(one.readOnly));
}

function writeDevices(to: Exposition, { networks, disks }: MonitorFrame): void {
  const up = networks.map((one) => [{ device: one.name }, one.up === null ? null : Number(one.up)] as const);
  to.family('gauge', 'node_network_up', 'Value is 1 if operstate is up, 0 otherwise.', up);
  // 10⁶ bits are 125000 bytes.
  const speed = networks.map(
    (one) => [{ device: one.name }, one.linkMegabitsPerSecond === null ? null : one.linkMegabitsPerSecond * 125_000] as const,
  );
  to.family('gauge', 'node_network_speed_bytes', 'Speed of the link in bytes per second.', speed);
  const device = (name: string): Labels => ({ device: name });
  to.family(
    'gauge',
    'hecate_disk_temp_celsius',
    'Temperature of a disk.',
    disks.map((one) => [device(one.name), one.tempC] as const),
  );
  to.family(
    'gauge',
    'hecate_disk_failing',
    'Value is 1 if the disk itself expects to fail.',
    disks.map((one) => [device(one.name), one.health === null ? null : Number(one.health === 'failing')] as const),
  );
  to.family(
    'gauge',
    'hecate_disk_wear_percent',
    'Share of its rated writes that an SSD has used.',
    disks.map((one) => [device(one.name), one.wearPercent] as const),
  );
}

function writeSensors(to: Exposition, { temperatures, fans, powers }: MonitorFrame): void {
  const labels = (one: { readonly id: string; readonly chip: string; readonly label: string }): Labels => ({
    chip: one.chip,
    sensor: one.id,
    label: one.label,
  });
  to.family(
    'gauge',
    'node_hwmon_temp_celsius',
    'Hardware monitor for temperature (input)',
    temperatures.map((one) => [labels(one), one.tempC] as const),
  );
  to.family(
    'gauge',
    'node_hwmon_temp_crit_celsius',
    'Hardware monitor for temperature (crit)',
    temperatures.map((one) => [labels(one), one.criticalC] as const),
  );
  to.family(
    'gauge',
    'node_hwmon_fan_rpm',
    'Hardware monitor for fan revolutions per minute (input)',
    fans.map((one) => [labels(one), one.rpm] as const),
  );
  to.family(
    'gauge',
    'hecate_power_watts',
    'Power, from a sensor or from an energy counter of the processor.',
    powers.map((one) => [{ ...labels(one), source: one.source }, one.powerW] as const),
  );
}

function writeBatteries(to: Exposition, { batteries }: MonitorFrame): void {
  type Battery = MonitorFrame['batteries'][number];
  const each = (name: string, help: string, value: (one: Battery) => number | null): void => {
    to.family(
      'gauge',
      `node_power_supply_${name}`,
      help,
      batteries.map((one) => [{ power_supply: one.name }, value(one)] as const),
    );
  };
  each('capacity', 'Charge of the battery in percent.', (one) => one.chargePercent);
  each('power_watt', 'Power that flows in or out of the battery.', (one) => one.powerW);
  each('energy_watthour', 'Energy in the battery.', (one) => one.energyWh);
  each('energy_full', 'Energy of the battery when it is full, in watt hours.', (one) => one.fullWh);
  each('cyclecount', 'Charge cycles of the battery.', (one) => one.cycles);
}

function writeGpus(to: Exposition, { gpus }: MonitorFrame): void {
  type Gpu = MonitorFrame['gpus'][number];
  // The labels of the DCGM exporter that are known for every vendor.
  const labels = (one: Gpu, index: number): Labels => ({ gpu: index, device: one.card, pci_bus_id: one.id, vendor: one.vendor });
  const each = (name: string, help: string, value: (one: Gpu) => number | null): void => {
    to.family(
      'gauge',
      name,
      help,
      gpus.map((one, index) => [labels(one, index), value(one)] as const),
    );
  };
  const megabytes = (bytes: number | null): number | null => (bytes === null ? null : bytes / megabyte);
  each('DCGM_FI_DEV_GPU_UTIL', 'GPU utilization (in %).', (one) => one.busyPercent);
  each('DCGM_FI_DEV_MEM_COPY_UTIL', 'Memory utilization (in %).', (one) => one.memoryBusyPercent);
  each('DCGM_FI_DEV_FB_USED', 'Framebuffer memory used (in MiB).', (one) => megabytes(one.vramUsedBytes));
  each('DCGM_FI_DEV_FB_FREE', 'Framebuffer memory free (in MiB).', (one) =>
    one.vramTotalBytes === null || one.vramUsedBytes === null ? null : megabytes(one.vramTotalBytes - one.vramUsedBytes),
  );
  each('DCGM_FI_DEV_GPU_TEMP', 'GPU temperature (in C).', (one) => one.tempC);
  each('DCGM_FI_DEV_POWER_USAGE', 'Power draw (in W).', (one) => one.powerW);
  each('DCGM_FI_DEV_SM_CLOCK', 'SM clock frequency (in MHz).', (one) => one.clockMHz);
  each('DCGM_FI_DEV_MEM_CLOCK', 'Memory clock frequency (in MHz).', (one) => one.memoryClockMHz);
  each('hecate_gpu_asleep', 'Value is 1 while the GPU is in runtime suspend and is not read.', (one) => Number(one.asleep));
  each('hecate_gpu_power_cap_watts', 'Power limit of the GPU.', (one) => one.powerCapW);
  each('hecate_gpu_fan_rpm', 'Fan of the GPU.', (one) => one.fanRpm);
}
