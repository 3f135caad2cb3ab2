/** PCI addresses and PCI Express link texts. Pure. */

export interface PcieLink {
  readonly speedGTs: number;
  readonly lanes: number;
  readonly generation: number;
}

// PCI Express base specification: transfer rate of each generation.
const generations: Readonly<Record<string, number>> = { '2.5': 1, '5': 2, '8': 3, '16': 4, '32': 5, '64': 6, '128': 7 };

/** `16.0 GT/s PCIe` and `8`; undefined for `Unknown`, 0 lanes (no link) and anything else. */
export function parseLink(speed: string | undefined, width: string | undefined): PcieLink | undefined {
  const rate = /^(\d{1,3}(?:\.\d)?) GT\/s/.exec(speed ?? '')?.[1];
  if (rate === undefined || !/^\d{1,2}$/.test(width ?? '')) return undefined;
  const speedGTs = Number(rate);
  const generation = generations[String(speedGTs)];
  const lanes = Number(width);
  return generation === undefined || lanes < 1 || lanes > 32 ? undefined : { speedGTs, lanes, generation };
}

const addressPattern = /^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/i;

export function isPciAddress(text: string): boolean {
  return addressPattern.test(text);
}

/** PCI addresses on the way to a device, outermost first: `/sys/devices/pci0000:00/0000:00:01.0/0000:03:00.0/nvme/…`. */
export function pciChain(realPath: string): readonly string[] {
  return realPath.split('/').filter(isPciAddress);
}

/** `0000:0a:00.0` → 0x0a. */
export function busNumber(address: string): number {
  return Number.parseInt(address.split(':')[1] ?? '0', 16);
}
