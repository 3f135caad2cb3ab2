/** What kind of machine this is, and what it runs on. */
import { printable } from '../../../base/text.ts';
import type { Chassis } from '../../../contracts/hardware.ts';
import { absent, ok, okValue, type Reading, unknown } from '../../../contracts/value.ts';
import { chassisKind } from '../model/chassisKind.ts';
import { containerName, type Identity, virtualMachineName } from '../model/virtualization.ts';
import type { CpuInfo } from '../parse/cpuinfo.ts';
import type { Mount } from '../parse/mounts.ts';
import { isFiller, type Reader } from './reader.ts';

const dmi = '/sys/class/dmi/id';

export function probeChassis(read: Reader, info: CpuInfo, mounts: readonly Mount[]): Chassis {
  const board = deviceTreeModel(read);
  const identity = readIdentity(read, info, mounts);
  const container = containerName(identity);
  const machine = virtualMachineName(identity);
  const battery = readBatteries(read);
  return {
    kind: chassisKind({
      container,
      virtualMachine: machine,
      chassisType: read.integerOf(`${dmi}/chassis_type`),
      hasBattery: (okValue(battery) ?? []).length > 0,
      deviceTreeModel: board,
      openFirmware: info.first.has('machine'),
      sees: read.files.exists('/sys/class') || read.files.exists('/sys/devices'),
    }),
    vendor: named(read, 'sys_vendor', undefined),
    product: named(read, 'product_name', board ?? info.first.get('machine')),
    board: named(read, 'board_name', undefined),
    virtualization: virtualizationOf(identity, container ?? machine),
    battery,
    onAcPower: readMains(read),
  };
}

/** `none` only where something was there to look at. */
function virtualizationOf(identity: Identity, found: string | undefined): Reading<string> {
  if (found !== undefined) return ok(found);
  if (identity.cpuFlags.size > 0 || identity.dmiTexts.length > 0 || identity.deviceTree || identity.powerPlatform !== undefined)
    return ok('none');
  return unknown('Neither the processor flags, nor DMI, nor a device tree could be read');
}

function readIdentity(read: Reader, info: CpuInfo, mounts: readonly Mount[]): Identity {
  const texts = ['sys_vendor', 'product_name', 'product_version', 'board_vendor', 'bios_vendor'].flatMap(
    (name) => read.value(`${dmi}/${name}`) ?? [],
  );
  const devices = ['/sys/bus/virtio/devices', '/sys/bus/vmbus/devices', '/sys/bus/xen/devices'].map(
    (path) => read.files.list(path).length > 0,
  );
  return {
    dmiTexts: texts,
    cpuFlags: info.flags,
    hypervisorType: read.value('/sys/hypervisor/type'),
    hypervisorCapabilities: read.value('/proc/xen/capabilities'),
    deviceTree: read.files.exists('/proc/device-tree/compatible'),
    deviceTreeHypervisor: read.value('/proc/device-tree/hypervisor/compatible'),
    hasVirtio: devices[0] ?? false,
    hasVmbus: devices[1] ?? false,
    hasXenBus: devices[2] ?? false,
    clockSource: read.value('/sys/devices/system/clocksource/clocksource0/current_clocksource'),
    powerPlatform: info.first.get('platform'),
    powerMachine: info.first.get('machine'),
    microsoftKernel: /microsoft/i.test(read.value('/proc/sys/kernel/osrelease') ?? ''),
    containerFile: containerFile(read),
    firstProcessEnvironment: read.whole('/proc/1/environ', 128 * 1024),
    firstProcessCgroup: read.whole('/proc/1/cgroup', 64 * 1024),
    rootFilesystem: mounts.find((one) => one.path === '/')?.filesystem,
    userNamespaceIsInitial:
      read.value('/proc/self/uid_map') === undefined ? undefined : isInitialMap(read.value('/proc/self/uid_map') ?? ''),
  };
}

/** The first user namespace maps every id to itself; see user_namespaces(7). */
function isInitialMap(text: string): boolean {
  return /^0\s+0\s+4294967295$/.test(text);
}

function containerFile(read: Reader): string | undefined {
  if (read.files.exists('/run/.containerenv')) return 'podman';
  // systemd's container interface: the manager writes its own name here.
  const named = read.value('/run/systemd/container');
  if (named !== undefined) return named;
  return read.files.exists('/.dockerenv') ? 'docker' : undefined;
}

function deviceTreeModel(read: Reader): string | undefined {
  return read.value('/proc/device-tree/model') ?? read.value('/sys/firmware/devicetree/base/model');
}

function named(read: Reader, name: string, otherwise: string | undefined): Reading<string> {
  const text = read.value(`${dmi}/${name}`);
  if (text !== undefined && !isFiller(text)) return ok(text);
  if (otherwise !== undefined && otherwise !== '') return ok(printable(otherwise));
  if (text !== undefined) return absent(`The maker left this field at “${text}”`);
  return absent(`No DMI table names it (${dmi}/${name} does not exist)`);
}

const supplies = '/sys/class/power_supply';

/** Batteries that power the machine; those of mice and keyboards have scope `Device`. Source: Linux, Documentation/ABI/testing/sysfs-class-power. */
function readBatteries(read: Reader): Chassis['battery'] {
  const names = read.files.list(supplies);
  const batteries = names.filter(
    (name) => read.value(`${supplies}/${name}/type`) === 'Battery' && read.value(`${supplies}/${name}/scope`) !== 'Device',
  );
  if (batteries.length === 0) return absent(`${supplies} shows no battery of this machine`);
  return ok(
    batteries.map((name) => {
      const capacity = read.integerOf(`${supplies}/${name}/capacity`);
      return {
        name: printable(name),
        status: read.value(`${supplies}/${name}/status`) ?? 'not reported',
        capacityPercent: capacity !== undefined && capacity >= 0 && capacity <= 100 ? capacity : null,
      };
    }),
  );
}

function readMains(read: Reader): Reading<boolean> {
  const states = read.files
    .list(supplies)
    .filter((name) => ['Mains', 'USB'].includes(read.value(`${supplies}/${name}/type`) ?? ''))
    .flatMap((name) => read.integerOf(`${supplies}/${name}/online`) ?? []);
  return states.length === 0 ? absent(`${supplies} shows no power adapter`) : ok(states.includes(1));
}
