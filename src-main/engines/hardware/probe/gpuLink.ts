/**
 * The PCI Express link of a card. Cards with a switch of their own (Arc, and
 * Radeon since Navi) show the link between that switch and the chip, which is
 * no measure of the slot; the link of the slot is the one above the switch.
 */
import { absent, ok, type Reading, unknown } from '../../../contracts/value.ts';
import type { GpuKind } from '../model/gpuKind.ts';
import { type PcieLink, parseLink, pciChain } from '../parse/pcie.ts';
import { readPciIdentity } from './pciDevice.ts';
import type { Reader } from './reader.ts';

export interface Links {
  readonly now: Reading<PcieLink>;
  readonly max: Reading<PcieLink>;
}

export interface LinkRequest {
  readonly folder: string;
  readonly realPath: string | undefined;
  readonly vendorId: string | undefined;
  readonly kind: Reading<GpuKind>;
}

export function bothLinks(reading: Reading<never>): Links {
  return { now: reading, max: reading };
}

export function readLinks(read: Reader, { folder, realPath, vendorId, kind }: LinkRequest): Links {
  const top = realPath === undefined ? undefined : cardSwitch(read, realPath, vendorId);
  const place = top ?? folder;
  const now = linkOf(read, place, 'current');
  const max = linkOf(read, place, 'max');
  const isArc = vendorId === '8086' && kind.status === 'ok' && kind.value === 'discrete';
  if (isArc && top === undefined) {
    return bothLinks(unknown('Arc cards always show 2.5 GT/s x1 here; the real link belongs to a bridge that is not visible'));
  }
  return { now, max };
}

/** The outermost bridge of the same maker above the device, never the root port, which belongs to the machine. */
function cardSwitch(read: Reader, realPath: string, vendorId: string | undefined): string | undefined {
  const chain = pciChain(realPath);
  let found: string | undefined;
  for (let index = chain.length - 2; index >= 1; index -= 1) {
    const address = chain[index] ?? '';
    const folder = realPath.slice(0, realPath.indexOf(address) + address.length);
    const bridge = readPciIdentity(read, folder);
    if (bridge.vendorId === undefined || bridge.vendorId !== vendorId) break;
    found = folder;
  }
  return found;
}

function linkOf(read: Reader, folder: string, which: 'current' | 'max'): Reading<PcieLink> {
  const speed = read.value(`${folder}/${which}_link_speed`);
  const width = read.value(`${folder}/${which}_link_width`);
  const link = parseLink(speed, width);
  if (link !== undefined) return ok(link);
  if (speed === undefined && width === undefined)
    return absent(`The device shows no PCI Express link (${which}_link_speed does not exist)`);
  if (/^unknown/i.test(speed ?? '') || width === '0') return absent('The device is built in and has no PCI Express link of its own');
  return unknown(`The link reads “${speed ?? 'nothing'}” with “${width ?? 'nothing'}” lanes`);
}
