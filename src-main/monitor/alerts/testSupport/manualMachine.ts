/** A machine whose figures and time a test sets by hand. */
import type { AlertRule, AlertRules } from '../../../contracts/alerts.ts';
import type { MonitorFrame } from '../../../contracts/monitor.ts';
import { emptyDisk, emptyFrame, emptyMemory } from '../../../contracts/testSupport/emptyFrame.ts';

export const startedAt = 1_800_000_000_000;

/** Temperature of each disk; null is a disk that was not asked, a missing one is a disk that is not there. */
export type DiskTemperatures = Readonly<Record<string, number | null>>;

export class ManualMachine {
  at = startedAt;
  monotonicMs = 5000;
  #sequence = 0;

  frame(temperatures: DiskTemperatures, over: Partial<MonitorFrame> = {}): MonitorFrame {
    this.#sequence += 1;
    const disks = Object.entries(temperatures).map(([name, tempC]) => emptyDisk({ name, tempC }));
    return emptyFrame({ sequence: this.#sequence, at: this.at, intervalMs: 1000, disks, ...over });
  }

  pass(seconds: number): void {
    this.at += seconds * 1000;
    this.monotonicMs += seconds * 1000;
  }

  /** The monotonic clock stands still, the wall clock goes on. */
  sleep(seconds: number): void {
    this.at += seconds * 1000;
  }
}

export function gpuFrame(machine: ManualMachine, vramUsedPercent: number): MonitorFrame {
  const gpu = {
    id: '0000:01:00.0',
    card: 'card0',
    vendor: 'nvidia' as const,
    driver: 'nvidia',
    asleep: false,
    busyPercent: null,
    memoryBusyPercent: null,
    vramUsedBytes: vramUsedPercent * 1e8,
    vramTotalBytes: 1e10,
    tempC: null,
    powerW: null,
    powerCapW: null,
    clockMHz: null,
    memoryClockMHz: null,
    fanRpm: null,
  };
  return machine.frame({}, { gpus: [gpu] });
}

export function memoryFrame(machine: ManualMachine, usedPercent: number | null): MonitorFrame {
  return machine.frame({}, { memory: emptyMemory({ totalBytes: 100, usedBytes: usedPercent }) });
}

export function hotDisk(change: Partial<AlertRule> = {}): AlertRule {
  return {
    id: 'hot',
    title: 'Hot disk',
    enabled: true,
    severity: 'warning',
    metric: 'disk.tempC',
    devices: [],
    condition: { kind: 'above', value: 70 },
    forSeconds: 0,
    clearSeconds: 0,
    notify: true,
    inQuietHours: false,
    command: null,
    why: '',
    ...change,
  };
}

export function rulesOf(...rules: readonly AlertRule[]): AlertRules {
  return { version: 1, quietHours: null, rules: [...rules] };
}
