/** A machine with as many figures as wanted, whose frames a test makes by hand, and a history on it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { MonitorFrame } from '../../../contracts/monitor.ts';
import { emptyCpu, emptyFrame } from '../../../contracts/testSupport/emptyFrame.ts';
import { createHistory, type History, type HistoryOptions } from '../history.ts';

/** A frame in which `cpu.coreBusyPercent/0`, `/1` … have the values, and nothing else is measured. */
export function frameOf(at: number, values: readonly (number | null)[], more: Partial<MonitorFrame> = {}): MonitorFrame {
  return emptyFrame({ at, intervalMs: 1000, cpu: emptyCpu({ perCpuBusyPercent: [...values] }), ...more });
}

/** Series of `frameOf`. */
export const core = (index: number): string => `cpu.coreBusyPercent/${String(index)}`;

/** 2026-03-02 00:00:00 UTC: starts a day, and so a block of each kind. */
export const dayStart = Date.UTC(2026, 2, 2);

export class TestClock {
  at: number;
  monotonic = 5000;
  #timers: { readonly atMs: number; readonly callback: () => void }[] = [];

  constructor(at = dayStart) {
    this.at = at;
  }

  readonly nowMs = (): number => this.at;
  readonly monotonicMs = (): number => this.monotonic;
  readonly after = (ms: number, callback: () => void): (() => void) => {
    const timer = { atMs: this.monotonic + ms, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  };

  advance(ms: number): void {
    this.at += ms;
    this.monotonic += ms;
    const due = this.#timers.filter((timer) => timer.atMs <= this.monotonic);
    this.#timers = this.#timers.filter((timer) => timer.atMs > this.monotonic);
    for (const timer of due) timer.callback();
  }
}

export interface Rig {
  readonly history: History;
  readonly clock: TestClock;
  readonly complaints: string[];
  /** One frame with these figures, and then a second passes. */
  second(values: readonly (number | null)[], more?: Partial<MonitorFrame>): void;
}

export function rig(folder: string | null, options: Partial<HistoryOptions> & { readonly clock?: TestClock } = {}): Rig {
  const clock = options.clock ?? new TestClock();
  const complaints: string[] = [];
  const history = createHistory({
    folder,
    maxBytes: () => 512 * 1024 * 1024,
    intervalMs: () => 1000,
    complain: (text) => complaints.push(text),
    ...options,
    clock,
  });
  return {
    history,
    clock,
    complaints,
    second(values, more) {
      history.onFrame?.(frameOf(clock.at, values, more), clock.monotonic);
      clock.advance(1000);
    },
  };
}

export function temporaryFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'hecate-history-'));
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
