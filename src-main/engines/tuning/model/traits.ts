/** The few facts of an inventory that knobs decide by, each in one place. Unknown stays undefined and never becomes a guess. */
import type { Gpu, HardwareInventory } from '../../../contracts/hardware.ts';
import { okValue } from '../../../contracts/value.ts';

export interface Traits {
  /** Name of the hypervisor, null on real hardware. */
  readonly virtualMachine: string | null;
  /** Name of the container runtime, null outside of containers. */
  readonly container: string | null;
  readonly laptop: boolean;
  /** True only when the machine says that it runs from its battery. */
  readonly onBattery: boolean;
  readonly serverChassis: boolean;
  readonly usableMemoryBytes: number | undefined;
  readonly numaNodes: number | undefined;
  readonly threads: number | undefined;
  /** GPUs that compute: no emulated ones and no management controllers. */
  readonly gpus: readonly Gpu[];
  readonly unifiedMemoryGpu: boolean;
  readonly zramSwap: boolean;
  readonly anySwap: boolean | undefined;
  /** Fastest link that is up, Mbit/s. */
  readonly networkMbps: number;
  /** Kernel release as [major, minor]. */
  readonly kernel: readonly [number, number] | undefined;
}

/** Names that systemd-detect-virt(1) prints for containers. */
const containerNames = ['docker', 'lxc', 'lxc-libvirt', 'podman', 'systemd-nspawn', 'openvz', 'rkt', 'wsl', 'proot', 'pouch', 'container'];

/** `6.1.0-28-amd64` → [6, 1]. */
function kernelVersion(release: string): readonly [number, number] | undefined {
  const match = /(\d{1,3})\.(\d{1,4})/.exec(release);
  return match === null ? undefined : [Number(match[1]), Number(match[2])];
}

/** Reads nothing but the inventory; what that does not know stays undefined here. */
export function traitsOf(inventory: HardwareInventory): Traits {
  const chassis = okValue(inventory.chassis.kind);
  const virtualization = okValue(inventory.chassis.virtualization) ?? 'none';
  const inContainer = chassis === 'container' || containerNames.includes(virtualization);
  const inMachine = !inContainer && (chassis === 'virtualMachine' || virtualization !== 'none');
  const batteries = okValue(inventory.chassis.battery) ?? [];
  const swap = okValue(inventory.memory.swap);
  const gpus = (okValue(inventory.gpus) ?? []).filter(computes);
  return {
    virtualMachine: inMachine ? nameOr(virtualization, 'a virtual machine') : null,
    container: inContainer ? nameOr(virtualization, 'a container') : null,
    laptop: isLaptop(chassis, batteries.length),
    onBattery: batteries.length > 0 && okValue(inventory.chassis.onAcPower) === false,
    serverChassis: chassis === 'server',
    usableMemoryBytes: okValue(inventory.memory.usableBytes),
    numaNodes: memoryNodes(inventory),
    threads: okValue(inventory.cpu.threads),
    gpus,
    unifiedMemoryGpu: gpus.some((gpu) => gpu.vendor === 'nvidia' && okValue(gpu.unifiedMemory) === true),
    zramSwap: swap?.some((area) => area.kind === 'zram') ?? false,
    anySwap: swap === undefined ? undefined : swap.length > 0,
    networkMbps: Math.max(0, ...(okValue(inventory.network) ?? []).filter(wired).map((link) => okValue(link.speedMbps) ?? 0)),
    kernel: kernelVersion(okValue(inventory.firmware.kernel) ?? ''),
  };
}

function nameOr(virtualization: string, fallback: string): string {
  return virtualization === 'none' ? fallback : virtualization;
}

function isLaptop(chassis: string | undefined, batteries: number): boolean {
  if (chassis === 'laptop' || chassis === 'tablet') return true;
  // Boards without chassis data (many ARM laptops) still have their battery.
  return batteries > 0 && (chassis === undefined || chassis === 'other' || chassis === 'board');
}

/** An emulated adapter or a management controller draws a console and nothing else. */
function computes(gpu: Gpu): boolean {
  const kind = okValue(gpu.kind);
  return kind !== 'managementController' && kind !== 'virtual';
}

function wired(link: { readonly kind: string }): boolean {
  return link.kind === 'ethernet' || link.kind === 'infiniband';
}

/** Nodes that have memory of their own; CXL and GPU nodes without CPUs count, empty ones do not. */
function memoryNodes(inventory: HardwareInventory): number | undefined {
  const nodes = okValue(inventory.cpu.numaNodes);
  return nodes?.filter((node) => okValue(node.memoryBytes) !== 0 && node.cpus !== '').length;
}
