/** The hardware engine: asks the probes, keeps the answer for a while, and redacts it on request. Glue only. */
import type { Capability, HardwareInventory, hardwareContract } from '../../contracts/hardware.ts';
import type { Implementation } from '../../contracts/kit/define.ts';
import type { Host } from '../../host/port.ts';
import type { HardwarePort, Log } from '../../services/ports.ts';
import { diagnose } from './doctor.ts';
import { redactInventory } from './model/redact.ts';
import { createInventoryTaker } from './probe/inventory.ts';

export interface HardwareEngine extends Implementation<typeof hardwareContract> {
  inventory(input: { redact: boolean; refresh: boolean }): Promise<HardwareInventory>;
  doctor(): Promise<{ capabilities: Capability[] }>;
  /** The same for engines that decide by hardware. */
  readonly port: HardwarePort;
}

export interface HardwareEngineOptions {
  readonly host: Host;
  readonly log: Log;
}

// Link states, mounts and batteries move; a screen that asks several times in a row should not pay for each.
const freshMs = 2_000;

export function createHardwareEngine({ host, log }: HardwareEngineOptions): HardwareEngine {
  const take = createInventoryTaker(host);
  let last: { readonly atMs: number; readonly inventory: Promise<HardwareInventory> } | undefined;

  function current(refresh: boolean): Promise<HardwareInventory> {
    const now = host.clock.monotonicMs();
    if (!refresh && last !== undefined && now - last.atMs < freshMs) return last.inventory;
    const inventory = take();
    last = { atMs: now, inventory };
    // A failure is the caller's to see, but must not be kept as the answer for the next one.
    inventory.catch((error: unknown) => {
      log.error('the hardware inventory failed', error);
      last = undefined;
    });
    return inventory;
  }

  return {
    inventory: async ({ redact, refresh }) => {
      const inventory = await current(refresh);
      return redact ? redactInventory(inventory) : inventory;
    },
    doctor: async () => ({ capabilities: await diagnose(host) }),
    port: { inventory: () => current(false) },
  };
}
