/** Frames that move plausibly, for tests and for looking at the window. Never part of the product. */
import type { MonitorFrame } from '../../src-main/contracts/monitor.ts';

const gibibyte = 1024 ** 3;

/** A wave between 0 and 1 that never repeats exactly within a minute. */
function wave(sequence: number, period: number, shift = 0): number {
  return 0.5 + 0.3 * Math.sin((sequence + shift) / period) + 0.2 * Math.sin((sequence * 1.7 + shift) / (period * 0.37));
}

function pressure(avg10: number): NonNullable<MonitorFrame['pressure']['cpu']> {
  const line = { avg10, avg60: avg10 * 0.8, avg300: avg10 * 0.5, totalMicroseconds: 1_234_567 };
  return { some: line, full: { ...line, avg10: avg10 / 3 } };
}

/** Frame number `sequence`, taken at `atMs`. The same number gives the same frame. */
export function liveFrame(sequence: number, atMs: number): MonitorFrame {
  const busy = 8 + 34 * wave(sequence, 6);
  return {
    sequence,
    at: atMs,
    intervalMs: sequence === 0 ? null : 1000,
    gap: false,
    cpu: {
      busyPercent: busy,
      userPercent: busy * 0.8,
      systemPercent: busy * 0.2,
      iowaitPercent: 0.4,
      stealPercent: 0,
      perCpuBusyPercent: Array.from({ length: 64 }, (_, cpu) => Math.min(100, busy * (0.6 + 0.8 * wave(sequence, 5, cpu)))),
      frequencyMHz: Array.from({ length: 64 }, (_, cpu) => 3200 + 1800 * wave(sequence, 4, cpu * 3)),
      load1: 12.4 + wave(sequence, 20),
      load5: 10.1,
      load15: 7.7,
      runnable: 14,
    },
    memory: {
      totalBytes: 269_988_753_408,
      usedBytes: (88 + 9 * wave(sequence, 14)) * gibibyte,
      availableBytes: 150 * gibibyte,
      cachedBytes: 61 * gibibyte,
      dirtyBytes: 210_000_000,
      swapTotalBytes: 34_359_738_368,
      swapUsedBytes: 1_200_000_000,
    },
    pressure: { cpu: pressure(1.5 + 2 * wave(sequence, 9)), memory: pressure(0.1), io: pressure(3 + 5 * wave(sequence, 7, 4)) },
    disks: [
      {
        name: 'nvme0n1',
        readBytesPerSecond: 2_400_000_000 * Math.max(0, wave(sequence, 5) - 0.35),
        writeBytesPerSecond: 310_000_000 * Math.max(0, wave(sequence, 8, 20) - 0.2),
        readsPerSecond: 18_000,
        writesPerSecond: 2_400,
        busyPercent: 20 + 50 * wave(sequence, 5),
        queueDepth: 3.2,
      },
    ],
    networks: [
      {
        name: 'enp1s0f0',
        receiveBytesPerSecond: 118_000_000 * wave(sequence, 11),
        sendBytesPerSecond: 21_000_000 * wave(sequence, 6, 8),
        errorsPerSecond: 0,
        dropsPerSecond: 0,
      },
    ],
    temperatures: [
      { id: 'k10temp/Tctl', chip: 'k10temp', label: 'CPU Tctl', tempC: 61 + 9 * wave(sequence, 13), criticalC: 95 },
      { id: 'nvme/Composite', chip: 'nvme', label: 'nvme0', tempC: 41, criticalC: 84.8 },
    ],
    absent: [],
  };
}
