/** Network interfaces. Source: Linux, Documentation/ABI/testing/sysfs-class-net and include/uapi/linux/if_arp.h. */
import { printable } from '../../../base/text.ts';
import type { NetworkInterface } from '../../../contracts/hardware.ts';
import { absent, ok, type Reading, unknown } from '../../../contracts/value.ts';
import { pciChain } from '../parse/pcie.ts';
import { parseUevent } from '../parse/uevent.ts';
import type { Reader } from './reader.ts';

const folderOfAll = '/sys/class/net';

export function probeNetwork(read: Reader): Reading<NetworkInterface[]> {
  // `bonding_masters` is a file among the interfaces.
  const names = read.files
    .list(folderOfAll)
    .filter((name) => read.files.exists(`${folderOfAll}/${name}/uevent`) || read.files.exists(`${folderOfAll}/${name}/type`));
  if (names.length === 0 && !read.files.exists(folderOfAll)) return unknown(`${folderOfAll} is not visible`);
  return ok(names.map((name) => describeInterface(read, name)));
}

function describeInterface(read: Reader, name: string): NetworkInterface {
  const folder = `${folderOfAll}/${name}`;
  const realPath = read.files.realPath(folder) ?? folder;
  const device = read.files.realPath(`${folder}/device`);
  const uevent = parseUevent(read.whole(`${folder}/uevent`, 16 * 1024) ?? '');
  const kind = kindOf(read, folder, {
    realPath,
    hasDevice: device !== undefined || read.files.readLink(`${folder}/device`) !== undefined,
    uevent,
  });
  const state = read.text(`${folder}/operstate`, 'The kernel gives no state');
  const slot = pciChain(device ?? '').at(-1);
  return {
    name: printable(name),
    kind,
    state,
    speedMbps: speedOf(read, folder, kind, state),
    mtuBytes: read.integer(`${folder}/mtu`, 'The kernel gives no packet size'),
    driver: driverOf(read, folder),
    address: addressOf(read, folder),
    pciSlot: slot === undefined ? absent('The interface is on no PCI bus') : ok(slot),
    numaNode: numaNode(read, folder),
    queues: queuesOf(read, folder),
  };
}

interface KindFacts {
  readonly realPath: string;
  readonly hasDevice: boolean;
  readonly uevent: ReadonlyMap<string, string>;
}

const typesOfDevice: Readonly<Record<string, NetworkInterface['kind']>> = {
  wlan: 'wifi',
  bridge: 'bridge',
  bond: 'bond',
  vlan: 'virtual',
  vxlan: 'tunnel',
  geneve: 'tunnel',
  gre: 'tunnel',
  wireguard: 'tunnel',
  wwan: 'other',
};

// if_arp.h: TUNNEL 768, TUNNEL6 769, SIT 776, IPDDP 777, IPGRE 778, IP6GRE 823, NONE 65534 (tun).
const tunnelTypes = new Set([768, 769, 776, 777, 778, 823, 65534]);

function kindOf(read: Reader, folder: string, { realPath, hasDevice, uevent }: KindFacts): NetworkInterface['kind'] {
  const type = read.integerOf(`${folder}/type`);
  if (type === 772) return 'loopback';
  const named = typesOfDevice[uevent.get('DEVTYPE') ?? ''];
  if (named !== undefined) return named;
  if (read.files.exists(`${folder}/wireless`) || read.files.exists(`${folder}/phy80211`)) return 'wifi';
  if (read.files.exists(`${folder}/bridge`)) return 'bridge';
  if (read.files.exists(`${folder}/bonding`)) return 'bond';
  if (read.files.exists(`${folder}/tun_flags`) || (type !== undefined && tunnelTypes.has(type))) return 'tunnel';
  if (type === 32) return 'infiniband';
  if (realPath.includes('/devices/virtual/')) return 'virtual';
  if (type === 1) return hasDevice ? 'ethernet' : 'virtual';
  return 'other';
}

/** Drivers answer -1, 65535 or an error for a link that is down. */
function speedOf(read: Reader, folder: string, kind: NetworkInterface['kind'], state: Reading<string>): Reading<number> {
  if (kind === 'loopback') return absent('The loopback interface has no speed');
  if (state.status === 'ok' && state.value !== 'up' && state.value !== 'unknown') return absent('The link is down, so no speed was agreed');
  const speed = read.integerOf(`${folder}/speed`);
  if (speed !== undefined && speed > 0 && speed !== 65_535 && speed < 4_294_967_295) return ok(speed);
  if (kind === 'wifi') return unknown('Wireless drivers do not give their changing speed in a file');
  return speed === undefined ? unknown('The driver gives no speed') : absent('The driver says that no speed was agreed');
}

function driverOf(read: Reader, folder: string): Reading<string> {
  const name =
    read.linkName(`${folder}/device/driver`) ?? parseUevent(read.whole(`${folder}/device/uevent`, 16 * 1024) ?? '').get('DRIVER');
  return name === undefined || name === '' ? absent('The interface is made by the kernel itself or its driver is not visible') : ok(name);
}

function addressOf(read: Reader, folder: string): Reading<string> {
  const address = read.text(`${folder}/address`, 'The interface has no hardware address');
  return address.status === 'ok' && /^(?:00:){5}00$/.test(address.value) ? absent('The interface has no hardware address') : address;
}

function numaNode(read: Reader, folder: string): Reading<number> {
  const node = read.integer(`${folder}/device/numa_node`, 'The kernel shows no memory node for this interface');
  return node.status === 'ok' && node.value < 0 ? absent('The interface is not tied to a memory node') : node;
}

/** Receive queues: what spreads interrupts over CPUs. */
function queuesOf(read: Reader, folder: string): Reading<number> {
  const count = read.files.list(`${folder}/queues`).filter((name) => name.startsWith('rx-')).length;
  return count === 0 ? unknown('The kernel shows no queues for this interface') : ok(count);
}
