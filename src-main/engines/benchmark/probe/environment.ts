/** What figures depend on and what stays the same during a run, from the inventory and a few kernel files. */
import { cleanText, printable } from '../../../base/text.ts';
import type { RunEnvironment } from '../../../contracts/benchmarkResult.ts';
import type { CpuCluster, Gpu, HardwareInventory } from '../../../contracts/hardware.ts';
import { absent, mapReading, ok, okValue, type Reading, unknown } from '../../../contracts/value.ts';
import type { Host } from '../../../host/port.ts';

/** What of this product is in force while it is measured; null where it could not be found out. */
export interface InForce {
  readonly profileId: string | null;
  readonly steps: number | null;
}

export interface EnvironmentOptions {
  /** Name and version of this product. */
  readonly product: string;
  readonly inForce: () => Promise<InForce>;
}

export async function readEnvironment(host: Host, inventory: HardwareInventory, options: EnvironmentOptions): Promise<RunEnvironment> {
  const { cpu, memory, firmware, platform, chassis } = inventory;
  const inForce = await options.inForce();
  return {
    product: options.product,
    kernel: text(firmware.kernel),
    commandLine: text(firmware.commandLine),
    distribution: text(platform.distribution),
    cpu: text(cpu.model),
    cpuThreads: cpu.threads,
    governor: ofClusters(inventory, (cluster) => cluster.governor),
    energyPreference: ofClusters(inventory, (cluster) => cluster.energyPreference),
    boost: mapReading(cpu.boost, (on) => (on ? 'on' : 'off')),
    memoryBytes: memory.usableBytes,
    numaNodes: mapReading(cpu.numaNodes, (nodes) => Math.max(1, nodes.length)),
    transparentHugePages: text(memory.transparentHugePages),
    mitigations: mitigations(inventory),
    virtualization: text(chassis.virtualization),
    power: powerSource(host),
    gpus: (okValue(inventory.gpus) ?? []).map(gpuLine),
    profileId: inForce.profileId,
    stepsInForce: inForce.steps,
  };
}

/** The kinds of processors of a hybrid machine may be set differently: each different value is named once. */
function ofClusters(inventory: HardwareInventory, pick: (cluster: CpuCluster) => Reading<string>): Reading<string> {
  const { clusters } = inventory.cpu;
  if (clusters.status !== 'ok') return clusters;
  const readings = clusters.value.map(pick);
  const values = [...new Set(readings.flatMap((one) => (one.status === 'ok' ? [printable(one.value)] : [])))];
  if (values.length > 0) return ok(values.join(', ').slice(0, 200));
  return readings[0] ?? absent('the kernel shows no processors');
}

/** A count of the kernel's own words; every one of them is in the inventory. */
function mitigations(inventory: HardwareInventory): Reading<string> {
  return mapReading(inventory.cpu.vulnerabilities, (list) => {
    const count = (state: string): number => list.filter((one) => one.state === state).length;
    const switched = /(?:^|\s)mitigations=([a-z,]{1,40})(?=\s|$)/.exec(okValue(inventory.firmware.commandLine) ?? '')?.[1];
    const counts = `${String(count('mitigated'))} mitigated, ${String(count('vulnerable'))} vulnerable, ${String(count('notAffected'))} not affected`;
    return switched === undefined ? counts : `${counts}; started with mitigations=${switched}`;
  });
}

/** Documentation/ABI/testing/sysfs-class-power. Read anew each time: a plug is pulled faster than an inventory is old. */
export function powerSource(host: Host): Reading<'mains' | 'battery'> {
  const folder = '/sys/class/power_supply';
  const supplies = host.files.list(folder).map((name) => {
    const read = (file: string): string => {
      const result = host.files.read(`${folder}/${name}/${file}`, 64);
      return result.ok ? cleanText(result.text) : '';
    };
    return { type: read('type'), scope: read('scope'), online: read('online'), status: read('status') };
  });
  // Batteries of mice and headsets say nothing about this machine.
  const own = supplies.filter(({ scope }) => scope !== 'Device');
  if (own.some(({ type, online }) => type !== 'Battery' && online === '1')) return ok('mains');
  const batteries = own.filter(({ type }) => type === 'Battery');
  if (batteries.length === 0) {
    return own.length === 0
      ? absent('the kernel shows no power supply, as on most desktops and servers')
      : unknown('no power supply says that it is connected');
  }
  if (batteries.some(({ status }) => status === 'Discharging')) return ok('battery');
  if (batteries.some(({ status }) => status === 'Charging' || status === 'Full' || status === 'Not charging')) return ok('mains');
  return unknown('neither a power supply nor the battery says whether the machine is plugged in');
}

function gpuLine(gpu: Gpu): RunEnvironment['gpus'][number] {
  const driver = okValue(gpu.driver);
  const version = okValue(gpu.driverVersion);
  const link = okValue(gpu.linkNow);
  const named = (okValue(gpu.name) ?? okValue(gpu.pciId) ?? 'unnamed').slice(0, 200);
  return {
    name: printable(named),
    driver: printable(driver === undefined ? 'none' : [driver, version ?? ''].join(' ')).slice(0, 200),
    link: link === undefined ? 'unknown' : `PCIe ${String(link.generation)} x${String(link.lanes)}`,
  };
}

function text(reading: Reading<string>): Reading<string> {
  return mapReading(reading, (value) => printable(value).slice(0, 4096));
}
