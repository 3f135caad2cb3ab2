/** Looks at the machine now and then while a test is measured. */
import type { Conditions } from '../../../contracts/benchmarkResult.ts';
import type { HardwareInventory } from '../../../contracts/hardware.ts';
import type { Host } from '../../../host/port.ts';
import { readConditions } from '../probe/conditions.ts';

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
  const stopped = new AbortController();
  const seen: Conditions[] = [];
  const go = async (): Promise<void> => {
    for (;;) {
      await host.clock.sleep(everyMs, stopped.signal);
      if (stopped.signal.aborted) return;
      const conditions = readConditions(host, inventory);
      seen.push(conditions);
      if (seen.length > kept) seen.shift();
      look(conditions);
    }
  };
  const watching = go();
  watching.catch(() => undefined); // files that cannot be read are Readings; nothing else can throw here
  return {
    seen,
    stop: () => {
      stopped.abort();
    },
  };
}
