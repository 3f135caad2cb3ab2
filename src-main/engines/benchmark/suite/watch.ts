/** Looks at the machine now and then while a test is measured. */
import type { Conditions } from '../../../contracts/benchmarkResult.ts';
import type { HardwareInventory } from '../../../contracts/hardware.ts';
import type { Host, HostClock } from '../../../host/port.ts';
import { readConditions } from '../probe/conditions.ts';
import type { OwnWork } from '../probe/ownWork.ts';

export interface ConditionsWatch {
  /** Everything seen so far, oldest first. */
  readonly seen: readonly Conditions[];
  stop(): void;
}

/** `look` gets each reading, the first one after `everyMs`. Only the newest `kept` stay. */
export function watchConditions(
  host: Host,
  inventory: HardwareInventory,
  everyMs: number,
  look: (conditions: Conditions) => void,
  kept = 2000,
): ConditionsWatch {
  const seen: Conditions[] = [];
  const stop = repeatEvery(host.clock, everyMs, () => {
    const conditions = readConditions(host, inventory);
    seen.push(conditions);
    if (seen.length > kept) seen.shift();
    look(conditions);
  });
  return { seen, stop };
}

/** Often enough that little is lost of a program whose processes end without being waited for; a look takes some 0.2 ms. */
const ownWorkEveryMs = 250;

/** Looks at what we started for as long as it goes on. @returns how to stop it */
export function watchOwnWork(clock: HostClock, own: OwnWork): () => void {
  return repeatEvery(clock, ownWorkEveryMs, () => own.look());
}

function repeatEvery(clock: HostClock, everyMs: number, act: () => void): () => void {
  const stopped = new AbortController();
  const go = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(everyMs, stopped.signal);
      if (stopped.signal.aborted) return;
      act();
    }
  };
  go().catch(() => undefined); // files that cannot be read are Readings; nothing else can throw here
  return () => {
    stopped.abort();
  };
}
