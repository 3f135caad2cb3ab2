/** A test context on the real machine or a fake one, for the tests of the tests. */

import type { HardwareInventory } from '../../../../../contracts/hardware.ts';
import { createNodeHost } from '../../../../../host/node/nodeHost.ts';
import type { Host } from '../../../../../host/port.ts';
import type { ScratchPort } from '../../../../../services/ports.ts';
import type { TestContext } from '../../../suite/test.ts';

/** The only part of an inventory that these tests look at. */
export function inventoryWithThreads(threads: number): HardwareInventory {
  return { cpu: { threads: { status: 'ok', value: threads } } } as unknown as HardwareInventory;
}

export interface ContextOptions {
  readonly host?: Host;
  readonly scratch: ScratchPort;
  readonly signal?: AbortSignal;
  readonly folder?: string | null;
  readonly peer?: string | null;
  readonly threads?: number;
}

export function testContext(options: ContextOptions): TestContext {
  return {
    host: options.host ?? createNodeHost(),
    inventory: inventoryWithThreads(options.threads ?? 2),
    scratch: options.scratch,
    programs: { kernels: null, graphics: null, mlFolder: null },
    parameters: { folder: options.folder ?? null, peer: options.peer ?? null, python: null },
    signal: options.signal ?? new AbortController().signal,
  };
}
