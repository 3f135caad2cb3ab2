/** Waits until the machine is quiet and cool, for a bounded time, and says what is still in the way. */
import type { Conditions, GateMark, RunEnvironment } from '../../../contracts/benchmarkResult.ts';
import type { HardwareInventory } from '../../../contracts/hardware.ts';
import type { Host } from '../../../host/port.ts';
import { movingMarks, worthWaiting } from '../model/gate.ts';
import { sampleActivity } from '../probe/activity.ts';
import { readConditions } from '../probe/conditions.ts';
import { throwIfCancelled } from './session.ts';

export interface QuietWait {
  readonly host: Host;
  readonly inventory: HardwareInventory;
  readonly environment: RunEnvironment;
  /** At the start of the run; null before its first test. */
  readonly start: Conditions | null;
  /** 0: looks once and does not wait. */
  readonly maxMs: number;
  readonly warmerC: number;
  readonly signal: AbortSignal;
  onWait(marks: readonly GateMark[], conditions: Conditions): void;
}

export interface QuietResult {
  readonly conditions: Conditions;
  /** What waiting did not cure, without what never goes away by itself. */
  readonly marks: readonly GateMark[];
}

/** Long enough for the kernel's ticks of 10 ms to say something, short enough to come before each test. */
const lookMs = 250;
const pauseMs = 750;

/** @throws AppError cancelled */
export async function waitUntilQuiet(wait: QuietWait): Promise<QuietResult> {
  const { host, inventory, environment, start, signal } = wait;
  const startedMs = host.clock.monotonicMs();
  let earlier = readConditions(host, inventory);
  for (;;) {
    const activity = await sampleActivity(host, lookMs, signal);
    throwIfCancelled(signal);
    const conditions = readConditions(host, inventory);
    // The temperature should be back where it was at the start; a throttle counter only has to stand still now.
    const before = { ...(start ?? conditions), throttleCount: earlier.throttleCount };
    const marks = movingMarks(conditions, environment, before, activity, { warmerC: wait.warmerC });
    earlier = conditions;
    const leftMs = startedMs + wait.maxMs - host.clock.monotonicMs();
    if (!worthWaiting(marks) || leftMs <= 0) return { conditions, marks };
    wait.onWait(marks, conditions);
    await host.clock.sleep(Math.min(pauseMs, leftMs), signal);
  }
}

/** For progress. */
export function waitingMessage(marks: readonly GateMark[]): string {
  const first = marks.find(({ severity }) => severity !== 'note');
  return first === undefined ? 'Waiting for a quiet machine' : `Waiting for a quiet machine: ${first.text}`;
}
