/** The installed pci.ids, read at the first name that is asked for and then kept. */
import { createPciNames, type PciNames } from '../parse/pciIds.ts';
import type { Reader } from './reader.ts';

// pciutils and hwdata, newest first: update-pciids writes to /var/lib.
export const pciIdsPlaces = ['/var/lib/pciutils/pci.ids', '/usr/share/misc/pci.ids', '/usr/share/hwdata/pci.ids', '/usr/share/pci.ids'];
const maxDatabaseBytes = 8 * 1024 * 1024;

export function createLazyPciNames(read: Reader): () => PciNames | undefined {
  let names: PciNames | undefined;
  let looked = false;
  return () => {
    if (looked) return names;
    looked = true;
    for (const path of pciIdsPlaces) {
      const text = read.files.exists(path) ? read.whole(path, maxDatabaseBytes) : undefined;
      if (text === undefined) continue;
      names = createPciNames(text);
      break;
    }
    return names;
  };
}
