/**
 * Block devices. Empty loop and network block devices and RAM disks are left
 * out: they are places for a device and hold none.
 * Source: Linux, Documentation/ABI/stable/sysfs-block.
 */
import { offeredWords, printable, selectedWord } from '../../../base/text.ts';
import type { StorageDevice } from '../../../contracts/hardware.ts';
import { absent, mapReading, ok, okValue, type Reading, unknown } from '../../../contracts/value.ts';
import { type StorageFacts, storageKind, storageTransport } from '../model/storageKind.ts';
import type { Mount } from '../parse/mounts.ts';
import { type PcieLink, parseLink, pciChain } from '../parse/pcie.ts';
import type { Reader } from './reader.ts';

const sectorBytes = 512; // of the `size` file, whatever the device's own sector size

export function probeStorage(read: Reader, mounts: readonly Mount[]): Reading<StorageDevice[]> {
  const names = deviceNames(read);
  if (names.length === 0) return read.files.exists('/sys/block') ? ok([]) : unknown('/sys/block is not visible');
  const mountIndex = indexMounts(mounts);
  return ok(names.flatMap((name) => describeDevice(read, name, mountIndex) ?? []));
}

/** Partly recorded machines have some disks in /sys/class/block only, next to partitions. */
function deviceNames(read: Reader): readonly string[] {
  const whole = read.files.list('/sys/block');
  const known = new Set(whole);
  const others = read.files
    .list('/sys/class/block')
    .filter(
      (name) => !known.has(name) && ![...known].some((disk) => name.startsWith(disk)) && read.files.exists(`/sys/class/block/${name}/size`),
    )
    .filter((name) => !read.files.exists(`/sys/class/block/${name}/partition`));
  return [...whole, ...others].filter((name) => !/^ram\d+$|^mmcblk\d+(?:boot\d|rpmb)$/.test(name)).sort();
}

function describeDevice(read: Reader, name: string, mounts: MountIndex): StorageDevice | undefined {
  const folder = read.files.realPath(`/sys/block/${name}`) ?? read.files.realPath(`/sys/class/block/${name}`);
  if (folder === undefined) return undefined;
  const size = read.integer(`${folder}/size`, 'The kernel gives no size for this device');
  if (/^(?:loop|nbd|rbd|fd)\d+$/.test(name) && okValue(size) === 0) return undefined;
  const model = modelOf(read, name, folder);
  const rotational = read.flag(`${folder}/queue/rotational`, 'The kernel does not say whether the device turns');
  const facts: StorageFacts = {
    name,
    path: folder,
    model: okValue(model),
    vendor: read.value(`${folder}/device/vendor`),
    rotational: okValue(rotational),
  };
  const kind = storageKind(facts);
  const transport = storageTransport(facts, read.value(`${folder}/device/transport`) ?? read.value(`${folder}/../transport`));
  const links = kind === 'nvme' && transport === 'pcie' ? nvmeLinks(read, folder) : noLink;
  const scheduler = read.text(`${folder}/queue/scheduler`, 'The kernel schedules no requests for this device');
  return {
    name,
    kind,
    model,
    sizeBytes: mapReading(size, (sectors) => Math.max(0, sectors) * sectorBytes),
    rotational,
    removable: read.flag(`${folder}/removable`, 'The kernel does not say whether the device can be removed'),
    transport: transport === undefined ? absent('The device hangs on no bus of its own, or the bus is not visible') : ok(transport),
    link: links.now,
    nvmeGeneration: links.generation,
    scheduler: mapReading(scheduler, (text) => selectedWord(text) ?? text),
    availableSchedulers: mapReading(scheduler, (text) => [...offeredWords(text)]),
    readAheadKiB: read.integer(`${folder}/queue/read_ahead_kb`, 'The device has no read-ahead setting'),
    queueRequests: read.integer(`${folder}/queue/nr_requests`, 'The device has no request queue setting'),
    temperatureC: temperatureOf(read, kind, folder),
    mounts: mountsOf(read, name, folder, mounts),
  };
}

/** A mapped or assembled device is known by the name its administrator gave it. */
function modelOf(read: Reader, name: string, folder: string): Reading<string> {
  if (name.startsWith('dm-')) return read.text(`${folder}/dm/name`, 'The mapped device has no name');
  const model = read.value(`${folder}/device/model`) ?? read.value(`${folder}/device/name`);
  if (model !== undefined) return ok(model.replace(/\s+/g, ' '));
  return absent('The device tells no model');
}

interface NvmeLinks {
  readonly now: Reading<PcieLink>;
  readonly generation: Reading<number>;
}

const noLink: NvmeLinks = {
  now: absent('Only NVMe devices on PCI Express have a link of their own'),
  generation: absent('Not an NVMe device on PCI Express'),
};

/** The generation is what the drive can do; the link is what it and its slot agreed on. */
function nvmeLinks(read: Reader, folder: string): NvmeLinks {
  const address = pciChain(folder).at(-1);
  if (address === undefined) {
    const hidden = unknown('The PCI device of this controller is not visible');
    return { now: hidden, generation: hidden };
  }
  const device = folder.slice(0, folder.lastIndexOf(address) + address.length);
  if (read.value(`${device}/power/runtime_status`) === 'suspended') {
    const asleep = unknown('The controller sleeps, and reading its link would wake it');
    return { now: asleep, generation: asleep };
  }
  const linkOf = (which: string): PcieLink | undefined =>
    parseLink(read.value(`${device}/${which}_link_speed`), read.value(`${device}/${which}_link_width`));
  const [now, max] = [linkOf('current'), linkOf('max')];
  const generation = max?.generation ?? now?.generation;
  const missing = unknown(`The controller ${address} shows no PCI Express link`);
  return { now: now === undefined ? missing : ok(now), generation: generation === undefined ? missing : ok(generation) };
}

/** NVMe only. The same question keeps some turning disks from ever resting (Linux, Documentation/hwmon/drivetemp.rst). */
function temperatureOf(read: Reader, kind: StorageDevice['kind'], folder: string): Reading<number> {
  if (kind === 'hdd' || kind === 'sataSsd')
    return unknown('Asking a SATA disk for its temperature can keep it from resting, so it is not asked');
  if (kind !== 'nvme') return absent('The device has no temperature sensor');
  for (const place of [`${folder}/device`, `${folder}/device/hwmon`]) {
    const sensor = read.files.list(place).find((name) => /^hwmon\d+$/.test(name));
    const value = sensor === undefined ? undefined : read.integerOf(`${place}/${sensor}/temp1_input`);
    if (value !== undefined) return ok(value / 1000);
  }
  return absent('The kernel offers no temperature of this drive; it was built without NVMe sensors (CONFIG_NVME_HWMON)');
}

interface MountIndex {
  readonly byNumber: ReadonlyMap<string, readonly Mount[]>;
  readonly bySource: ReadonlyMap<string, readonly Mount[]>;
}

function indexMounts(mounts: readonly Mount[]): MountIndex {
  const byNumber = new Map<string, Mount[]>();
  const bySource = new Map<string, Mount[]>();
  for (const mount of mounts) {
    if (mount.device !== undefined) add(byNumber, mount.device, mount);
    if (mount.source.startsWith('/dev/')) add(bySource, mount.source, mount);
  }
  return { byNumber, bySource };
}

function add(index: Map<string, Mount[]>, key: string, mount: Mount): void {
  const list = index.get(key);
  if (list === undefined) index.set(key, [mount]);
  else list.push(mount);
}

function mountsOf(read: Reader, name: string, folder: string, index: MountIndex): StorageDevice['mounts'] {
  const partitions = read.files.list(folder).filter((entry) => entry.startsWith(name) && entry !== name);
  const mapped = name.startsWith('dm-') ? read.value(`${folder}/dm/name`) : undefined;
  const found = new Map<string, StorageDevice['mounts'][number]>();
  for (const part of [name, ...partitions]) {
    const number = read.value(part === name ? `${folder}/dev` : `${folder}/${part}/dev`) ?? '';
    // btrfs mounts have a number of their own, so the source is compared too.
    const sources = [`/dev/${part}`, ...(mapped === undefined ? [] : [`/dev/mapper/${mapped}`])];
    const mounts = [...(index.byNumber.get(number) ?? []), ...sources.flatMap((source) => index.bySource.get(source) ?? [])];
    for (const mount of mounts) {
      const path = printable(mount.path);
      const key = `${part} ${path}`;
      if (!found.has(key))
        found.set(key, { partition: part, path, filesystem: printable(mount.filesystem), options: printable(mount.options) });
    }
  }
  return [...found.values()];
}
