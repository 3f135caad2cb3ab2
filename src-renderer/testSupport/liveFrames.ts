/** Frames that move plausibly, for tests and for looking at the window. Never part of the product. */
import type { MonitorFrame } from '../../src-main/contracts/monitor.ts';
import { type MachineShape, workstationShape } from './machines.ts';

const gibibyte = 1024 ** 3;

/** A wave between 0 and 1 that never repeats exactly within a minute. */
function wave(sequence: number, period: number, shift = 0): number {
  return 0.5 + 0.3 * Math.sin((sequence + shift) / period) + 0.2 * Math.sin((sequence * 1.7 + shift) / (period * 0.37));
}

function each<Row>(count: number, row: (index: number) => Row): Row[] {
  return Array.from({ length: count }, (_, index) => row(index));
}

function pressure(avg10: number): NonNullable<MonitorFrame['pressure']['cpu']> {
  const line = { avg10, avg60: avg10 * 0.8, avg300: avg10 * 0.5, totalMicroseconds: 1_234_567 };
  return { some: line, full: { ...line, avg10: avg10 / 3 } };
}

function cpu(sequence: number, count: number): MonitorFrame['cpu'] {
  const busy = 8 + 34 * wave(sequence, 6);
  const share = (part: number) => each(count, (index) => Math.min(100, busy * (0.6 + 0.8 * wave(sequence, 5, index)) * part));
  return {
    busyPercent: busy,
    userPercent: busy * 0.8,
    systemPercent: busy * 0.2,
    iowaitPercent: 0.4,
    stealPercent: 0,
    perCpuBusyPercent: share(1),
    perCpuUserPercent: share(0.8),
    perCpuSystemPercent: share(0.2),
    perCpuIowaitPercent: share(0.01),
    perCpuStealPercent: each(count, () => 0),
    frequencyMHz: each(count, (index) => 3200 + 1800 * wave(sequence, 4, index * 3)),
    load1: 12.4 + wave(sequence, 20),
    load5: 10.1,
    load15: 7.7,
    runnable: 14,
    threads: 4_812,
    blocked: 0,
    contextSwitchesPerSecond: 42_000 + 9_000 * wave(sequence, 8),
    interruptsPerSecond: 31_000 + 4_000 * wave(sequence, 7),
    forksPerSecond: Math.round(12 * wave(sequence, 5)),
    throttlesPerSecond: 0,
  };
}

function memory(sequence: number): MonitorFrame['memory'] {
  return {
    totalBytes: 269_988_753_408,
    usedBytes: (88 + 9 * wave(sequence, 14)) * gibibyte,
    availableBytes: 150 * gibibyte,
    freeBytes: 84 * gibibyte,
    buffersBytes: 1.5 * gibibyte,
    cachedBytes: 61 * gibibyte,
    sharedBytes: 2 * gibibyte,
    slabBytes: 4 * gibibyte,
    dirtyBytes: 210_000_000,
    writebackBytes: 0,
    anonymousHugeBytes: 21 * gibibyte,
    swapTotalBytes: 34_359_738_368,
    swapUsedBytes: 1_200_000_000,
    swapInBytesPerSecond: 0,
    swapOutBytesPerSecond: 40_960 * Math.round(wave(sequence, 9)),
    majorFaultsPerSecond: Math.round(8 * wave(sequence, 6)),
    oomKillsPerSecond: 0,
    hugePageBytes: 2_097_152,
    hugePagesTotal: 0,
    hugePagesFree: 0,
    zram: null,
  };
}

function disk(sequence: number, name: string, index: number): MonitorFrame['disks'][number] {
  const rotating = name.startsWith('sd');
  const scale = rotating ? 0.08 : 1;
  return {
    name,
    readBytesPerSecond: 2_400_000_000 * scale * Math.max(0, wave(sequence, 5, index * 5) - 0.35),
    writeBytesPerSecond: 310_000_000 * scale * Math.max(0, wave(sequence, 8, 20 + index) - 0.2),
    readsPerSecond: 18_000 * scale,
    writesPerSecond: 2_400 * scale,
    readLatencyMs: (rotating ? 7 : 0.09) * (0.6 + wave(sequence, 6, index)),
    writeLatencyMs: (rotating ? 11 : 0.03) * (0.6 + wave(sequence, 7, index)),
    busyPercent: 20 + 50 * wave(sequence, 5, index * 5),
    queueDepth: 3.2,
    tempC: 36 + 6 * wave(sequence, 30, index),
    health: index === 9 ? 'failing' : 'passed',
    wearPercent: rotating ? null : 3,
  };
}

const mountPoints = ['/', '/home', '/boot', '/srv', '/var/lib/docker'];

function filesystem(index: number): MonitorFrame['filesystems'][number] {
  const totalBytes = [982_000_000_000, 1_966_000_000_000, 1_020_000_000][index] ?? 18_000_000_000_000;
  const usedPercent = [41.2, 93.4, 28][index] ?? 20 + ((index * 17) % 70);
  const usedBytes = (totalBytes * usedPercent) / 100;
  return {
    mountPoint: mountPoints[index] ?? `/mnt/archive-${String(index)}`,
    device: `/dev/mapper/vg0-${String(index)}`,
    type: index === 2 ? 'vfat' : 'ext4',
    totalBytes,
    usedBytes,
    availableBytes: totalBytes - usedBytes,
    usedPercent,
    inodesUsedPercent: index === 2 ? null : 4.5,
    readOnly: false,
  };
}

function network(sequence: number, name: string, index: number): MonitorFrame['networks'][number] {
  const virtual = name.startsWith('veth');
  const share = virtual ? 0.04 : 1 / (index + 1);
  const receiveBytesPerSecond = 118_000_000 * share * wave(sequence, 11, index);
  const sendBytesPerSecond = 21_000_000 * share * wave(sequence, 6, 8 + index);
  return {
    name,
    kind: virtual ? 'virtual' : name.startsWith('wl') ? 'wireless' : 'wired',
    up: true,
    linkMegabitsPerSecond: virtual ? null : 10_000,
    receiveBytesPerSecond,
    sendBytesPerSecond,
    receivePacketsPerSecond: receiveBytesPerSecond / 1400,
    sendPacketsPerSecond: sendBytesPerSecond / 900,
    errorsPerSecond: 0,
    dropsPerSecond: 0,
  };
}

function temperature(sequence: number, index: number): MonitorFrame['temperatures'][number] {
  if (index === 0) return { id: 'k10temp/Tctl', chip: 'k10temp', label: 'CPU Tctl', tempC: 61 + 9 * wave(sequence, 13), criticalC: 95 };
  if (index === 1) return { id: 'nvme/Composite', chip: 'nvme', label: 'nvme0', tempC: 41, criticalC: 84.8 };
  const limited = index % 5 !== 0;
  const label = `Tccd${String(index - 1)}`;
  return {
    id: `k10temp/${label}`,
    chip: 'k10temp',
    label,
    tempC: 44 + ((index * 7) % 48) + 4 * wave(sequence, 13, index),
    criticalC: limited ? 95 : null,
  };
}

function gpu(sequence: number, index: number): MonitorFrame['gpus'][number] {
  const asleep = index === 3;
  const awake = <T>(value: T): T | null => (asleep ? null : value);
  return {
    id: `0000:${(index * 32 + 1).toString(16).padStart(2, '0')}:00.0`,
    card: `card${String(index)}`,
    vendor: 'nvidia',
    driver: 'nvidia',
    asleep,
    busyPercent: awake(Math.min(100, 110 * wave(sequence, 12, index * 7))),
    memoryBusyPercent: awake(30),
    vramUsedBytes: awake((9 + 3 * wave(sequence, 40, index)) * gibibyte),
    vramTotalBytes: awake(24 * gibibyte),
    tempC: awake(58 + 9 * wave(sequence, 20, index)),
    powerW: awake(180 + 120 * wave(sequence, 12, index)),
    powerCapW: awake(350),
    clockMHz: awake(2100 + 300 * wave(sequence, 9, index)),
    memoryClockMHz: awake(10_501),
    fanRpm: awake(1500),
  };
}

/** Frame number `sequence` of a machine, taken at `atMs`. The same number gives the same frame. */
export function liveFrame(sequence: number, atMs: number, shape: MachineShape = workstationShape): MonitorFrame {
  return {
    sequence,
    at: atMs,
    intervalMs: sequence === 0 ? null : 1000,
    gap: false,
    cpu: cpu(sequence, shape.cpus),
    memory: memory(sequence),
    pressure: { cpu: pressure(1.5 + 2 * wave(sequence, 9)), memory: pressure(0.1), io: pressure(3 + 5 * wave(sequence, 7, 4)) },
    disks: shape.disks.map((name, index) => disk(sequence, name, index)),
    filesystems: each(shape.filesystems, filesystem),
    networks: shape.networks.map((name, index) => network(sequence, name, index)),
    temperatures: each(shape.sensors, (index) => temperature(sequence, index)),
    fans: each(shape.fans, (index) => ({
      id: `nct6799/fan${String(index + 1)}`,
      chip: 'nct6799',
      label: `Fan ${String(index + 1)}`,
      rpm: Math.round(index === 2 ? 0 : 700 + 500 * wave(sequence, 25, index)),
    })),
    powers:
      shape.sensors === 0
        ? []
        : [{ id: 'rapl/package-0', chip: 'rapl', label: 'Package 0', powerW: 95 + 80 * wave(sequence, 6), source: 'rapl' as const }],
    batteries: shape.battery
      ? [
          {
            name: 'BAT0',
            state: 'discharging' as const,
            chargePercent: 71 - (sequence % 600) / 100,
            powerW: 8 + 6 * wave(sequence, 15),
            energyWh: 38.1,
            fullWh: 53.7,
            designWh: 57,
            cycles: 211,
          },
        ]
      : [],
    gpus: each(shape.gpus, (index) => gpu(sequence, index)),
    absent: [
      ...(shape.sensors === 0 ? [{ what: 'temperatures', why: 'No sensor is visible; virtual machines rarely have one.' }] : []),
      ...(shape.gpus === 0 ? [{ what: 'gpus', why: 'No graphics card is visible in /sys/class/drm.' }] : []),
      ...(shape.battery ? [] : [{ what: 'batteries', why: 'This machine has no battery.' }]),
    ],
  };
}
