/** The hardware inventory and what doctor says about it. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Capability, HardwareInventory } from '../../../../src-main/contracts/hardware.ts';
import type { Clients } from '../../api/clients.ts';
import { createLoader, emptyLoadable, type Loadable } from '../../lib/loadable.ts';

export interface HardwareState {
  readonly inventory: Loadable<HardwareInventory>;
  readonly capabilities: Loadable<readonly Capability[]>;
}

export interface HardwareFeature {
  readonly store: StoreApi<HardwareState>;
  load(refresh?: boolean): Promise<void>;
  loadCapabilities(): Promise<void>;
  /** The inventory without names, addresses and serial numbers, for a bug report. */
  redacted(): Promise<HardwareInventory>;
}

export function createHardwareFeature(clients: () => Pick<Clients, 'hardware'>): HardwareFeature {
  const store = createStore<HardwareState>(() => ({ inventory: emptyLoadable(), capabilities: emptyLoadable() }));
  const loadInventory = createLoader(
    () => store.getState().inventory,
    (inventory) => {
      store.setState({ inventory });
    },
  );
  const loadDoctor = createLoader(
    () => store.getState().capabilities,
    (capabilities) => {
      store.setState({ capabilities });
    },
  );
  return {
    store,
    load: (refresh = false) => loadInventory(() => clients().hardware.inventory({ refresh })),
    loadCapabilities: () => loadDoctor(async () => (await clients().hardware.doctor({})).capabilities),
    redacted: async () => clients().hardware.inventory({ redact: true }),
  };
}
