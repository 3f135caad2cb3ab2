/** Hand-written machines for tests: everything unknown except what a test is about. */
import type { Gpu, HardwareInventory, NetworkInterface, StorageDevice } from '../../../contracts/hardware.ts';
import { absent, ok, type Reading, unknown } from '../../../contracts/value.ts';

const notTold = unknown('this test does not say');

export interface MachineFacts {
  readonly usableGiB?: number;
  readonly nominalGB?: number;
  readonly chassis?: 'laptop' | 'desktop' | 'server' | 'tablet' | 'virtualMachine' | 'container' | 'board' | 'other' | 'mini';
  readonly virtualization?: string;
  readonly battery?: boolean;
  readonly onAcPower?: boolean;
  readonly gpus?: readonly Gpu[];
  readonly storage?: readonly StorageDevice[];
  readonly network?: readonly NetworkInterface[];
  readonly numaNodes?: number;
  readonly packages?: number;
  readonly threads?: number;
  readonly architecture?: 'x86_64' | 'aarch64' | 'ppc64le';
  readonly cpuVendor?: string;
  readonly cpuModel?: string;
  readonly frequencyDriver?: string;
  readonly driverMode?: string;
  readonly swap?: 'none' | 'partition' | 'zram';
  readonly kernel?: string;
  readonly commandLine?: string;
  readonly productName?: string;
  readonly bootLoader?: 'grub' | 'systemd-boot';
}

const gib = 1024 ** 3;
const gb = 1000 ** 3;

export function machine(facts: MachineFacts = {}): HardwareInventory {
  const virtualization = facts.virtualization ?? 'none';
  return {
    schemaVersion: 1,
    takenAt: '2026-01-01T00:00:00.000Z',
    recorded: false,
    cpu: cpuOf(facts),
    memory: memoryOf(facts),
    gpus: ok([...(facts.gpus ?? [])]),
    storage: ok([...(facts.storage ?? [])]),
    network: ok([...(facts.network ?? [])]),
    chassis: {
      kind: facts.chassis === undefined ? notTold : ok(facts.chassis),
      vendor: notTold,
      product: told(facts.productName),
      board: notTold,
      virtualization: ok(virtualization),
      battery: facts.battery === true ? ok([{ name: 'BAT0', status: 'Discharging', capacityPercent: 50 }]) : absent('no battery'),
      onAcPower: facts.onAcPower === undefined ? notTold : ok(facts.onAcPower),
    },
    firmware: {
      kind: notTold,
      vendor: notTold,
      version: notTold,
      date: notTold,
      secureBoot: notTold,
      bootLoader: facts.bootLoader === undefined ? notTold : ok(facts.bootLoader),
      kernel: ok(facts.kernel ?? '6.12.0'),
      commandLine: ok(facts.commandLine ?? 'root=/dev/sda1 ro quiet'),
      lockdown: notTold,
    },
    platform: {
      hostname: notTold,
      distribution: notTold,
      distributionId: notTold,
      distributionVersion: notTold,
      init: ok('systemd'),
      cgroupVersion: ok('v2'),
      pressureStall: notTold,
      timeZone: notTold,
    },
  };
}

function told<T>(value: T | undefined): Reading<T> {
  return value === undefined ? notTold : ok(value);
}

function cpuOf(facts: MachineFacts): HardwareInventory['cpu'] {
  const nodes = facts.numaNodes ?? 1;
  return {
    vendor: told(facts.cpuVendor),
    model: told(facts.cpuModel),
    architecture: ok(facts.architecture ?? 'x86_64'),
    packages: ok(facts.packages ?? 1),
    cores: ok(facts.threads ?? 8),
    threads: ok(facts.threads ?? 8),
    onlineCpus: ok(`0-${String((facts.threads ?? 8) - 1)}`),
    smt: notTold,
    hybrid: ok(false),
    clusters: notTold,
    caches: notTold,
    numaNodes: ok(
      Array.from({ length: nodes }, (_, node) => ({
        node,
        cpus: `${String(node * 4)}-${String(node * 4 + 3)}`,
        memoryBytes: ok(((facts.usableGiB ?? 16) * gib) / nodes),
        distances: [10],
      })),
    ),
    frequencyDriver: told(facts.frequencyDriver),
    driverMode: told(facts.driverMode),
    boost: notTold,
    idleDriver: notTold,
    microcode: notTold,
    vulnerabilities: notTold,
  };
}

function memoryOf(facts: MachineFacts): HardwareInventory['memory'] {
  const usableBytes = Math.round((facts.usableGiB ?? (facts.nominalGB ?? 16) * 0.96) * gib);
  const swap = facts.swap ?? 'none';
  return {
    usableBytes: ok(usableBytes),
    nominalBytes: facts.nominalGB === undefined ? notTold : ok(facts.nominalGB * gib),
    nominalFrom: ok('written by hand'),
    dimms: notTold,
    ecc: notTold,
    hugePageBytes: ok(2 * 1024 * 1024),
    hugePagesTotal: ok(0),
    transparentHugePages: notTold,
    swap: ok(
      swap === 'none'
        ? []
        : [{ device: swap === 'zram' ? '/dev/zram0' : '/dev/sda2', kind: swap, sizeBytes: 8 * gib, priority: swap === 'zram' ? 100 : -2 }],
    ),
    zram: ok(swap === 'zram' ? [{ device: '/dev/zram0', diskSizeBytes: 8 * gib, algorithm: 'zstd', isSwap: true }] : []),
  };
}

export interface GpuFacts {
  readonly vendor: Gpu['vendor'];
  readonly name: string;
  readonly kind?: 'discrete' | 'integrated' | 'virtual' | 'managementController';
  readonly vramGB?: number;
  readonly pciId?: string;
  readonly unified?: boolean;
  readonly dataCentre?: boolean;
  readonly slot?: string;
  readonly sharedGiB?: number;
}

export function gpu(facts: GpuFacts): Gpu {
  return {
    id: facts.slot ?? '0000:01:00.0',
    pciSlot: ok(facts.slot ?? '0000:01:00.0'),
    vendor: facts.vendor,
    vendorName: notTold,
    name: ok(facts.name),
    pciId: told(facts.pciId),
    subsystemId: notTold,
    driver: notTold,
    driverVersion: notTold,
    kind: told(facts.kind),
    dataCentre: told(facts.dataCentre),
    memoryBytes: facts.vramGB === undefined ? unknown('the NVIDIA library is not loaded') : ok(facts.vramGB * gib),
    unifiedMemory: ok(facts.unified ?? false),
    sharedLimitBytes: facts.sharedGiB === undefined ? notTold : ok(facts.sharedGiB * gib),
    linkNow: notTold,
    linkMax: notTold,
    numaNode: notTold,
    runtimeState: notTold,
    powerState: notTold,
    bootVga: notTold,
    drmCard: notTold,
  };
}

export interface DiskFacts {
  readonly name: string;
  readonly kind: StorageDevice['kind'];
  readonly schedulers?: readonly string[];
}

export function disk(facts: DiskFacts): StorageDevice {
  return {
    name: facts.name,
    kind: facts.kind,
    model: notTold,
    sizeBytes: ok(gb),
    rotational: ok(facts.kind === 'hdd'),
    removable: ok(false),
    transport: notTold,
    link: notTold,
    nvmeGeneration: notTold,
    scheduler: notTold,
    availableSchedulers: facts.schedulers === undefined ? notTold : ok([...facts.schedulers]),
    readAheadKiB: notTold,
    queueRequests: notTold,
    temperatureC: notTold,
    mounts: [],
  };
}

export function link(name: string, speedMbps: number, kind: NetworkInterface['kind'] = 'ethernet'): NetworkInterface {
  return {
    name,
    kind,
    state: ok('up'),
    speedMbps: ok(speedMbps),
    mtuBytes: ok(1500),
    driver: notTold,
    address: notTold,
    pciSlot: notTold,
    numaNode: notTold,
    queues: notTold,
  };
}
