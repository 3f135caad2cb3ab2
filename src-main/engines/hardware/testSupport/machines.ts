/** Small machines written by hand from kernel documentation, as files of a fake host. */
import type { HardwareInventory } from '../../../contracts/hardware.ts';
import { hardwareInventory } from '../../../contracts/hardware.ts';
import type { Reading } from '../../../contracts/value.ts';
import { createFakeHost, type FakeHost, type FakeHostOptions } from '../../../host/fake/fakeHost.ts';
import type { Host } from '../../../host/port.ts';
import { createHardwareEngine, type HardwareEngine } from '../engine.ts';

export type Files = Readonly<Record<string, string>>;

export function engineOn(host: Host): HardwareEngine {
  return createHardwareEngine({
    host,
    log: {
      error: (message, error) => {
        throw new Error(message, { cause: error });
      },
      info: () => undefined,
    },
  });
}

/** Takes the inventory and checks it against the contract, as the wire would. */
export async function inventoryOf(host: Host): Promise<HardwareInventory> {
  return hardwareInventory.parse(await engineOn(host).inventory({ redact: false, refresh: true }));
}

/** The value, or a failure that shows what was found instead. */
export function valueIn<T>(reading: Reading<T> | undefined): T {
  if (reading?.status !== 'ok') throw new Error(`expected a value, found ${JSON.stringify(reading)}`);
  return reading.value;
}

/** True for what could colour a terminal, forge a line or turn the reading direction. */
export function hasControlCharacter(text: string): boolean {
  return Array.from(text).some((letter) => {
    const code = letter.codePointAt(0) ?? 0;
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x202a && code <= 0x202e);
  });
}

export interface PciOptions {
  /** Path below /sys/devices, for example `pci0000:00/0000:00:01.0/0000:01:00.0`. */
  readonly path: string;
  readonly class: string;
  readonly vendor: string;
  readonly device: string;
  readonly subsystem?: readonly [string, string];
  readonly driver?: string;
  readonly files?: Files;
}

interface Tree {
  readonly files: Files;
  readonly links: Files;
}

/** A PCI device with its identity files and its place on the bus. */
export function pciDevice(options: PciOptions): Tree {
  const folder = `/sys/devices/${options.path}`;
  const address = options.path.split('/').at(-1) ?? '';
  const [subvendor, subdevice] = options.subsystem ?? ['0000', '0000'];
  const uevent = [
    ...(options.driver === undefined ? [] : [`DRIVER=${options.driver}`]),
    `PCI_CLASS=${options.class.replace(/^0x0?/, '').toUpperCase()}`,
    `PCI_ID=${options.vendor.toUpperCase()}:${options.device.toUpperCase()}`,
    `PCI_SUBSYS_ID=${subvendor.toUpperCase()}:${subdevice.toUpperCase()}`,
    `PCI_SLOT_NAME=${address}`,
  ];
  const own = Object.fromEntries(Object.entries(options.files ?? {}).map(([name, text]) => [`${folder}/${name}`, text]));
  return {
    files: {
      [`${folder}/class`]: `${options.class}\n`,
      [`${folder}/vendor`]: `0x${options.vendor}\n`,
      [`${folder}/device`]: `0x${options.device}\n`,
      [`${folder}/uevent`]: `${uevent.join('\n')}\n`,
      ...own,
    },
    links: {
      [`/sys/bus/pci/devices/${address}`]: `../../../devices/${options.path}`,
      ...(options.driver === undefined ? {} : { [`${folder}/driver`]: `../../../bus/pci/drivers/${options.driver}` }),
    },
  };
}

/** Offers a device as a DRM card. */
export function drmCard(name: string, path: string): Tree {
  return {
    files: { [`/sys/devices/${path}/drm/${name}/dev`]: '226:0\n', [`/sys/devices/${path}/drm/renderD128/dev`]: '226:128\n' },
    links: { [`/sys/class/drm/${name}`]: `../../devices/${path}/drm/${name}`, [`/sys/devices/${path}/drm/${name}/device`]: '../..' },
  };
}

export function link(speed: string, width: number, maxSpeed = speed, maxWidth = width): Files {
  return {
    current_link_speed: `${speed} GT/s PCIe\n`,
    current_link_width: `${String(width)}\n`,
    max_link_speed: `${maxSpeed} GT/s PCIe\n`,
    max_link_width: `${String(maxWidth)}\n`,
  };
}

export function machine(trees: readonly (Partial<Tree> | FakeHostOptions)[], options: FakeHostOptions = {}): FakeHost {
  return createFakeHost({
    ...options,
    files: Object.assign({}, ...trees.map((tree) => tree.files ?? {}), options.files) as Files,
    links: Object.assign({}, ...trees.map((tree) => tree.links ?? {}), options.links) as Files,
  });
}

export const pciNamesText = [
  '# list of names',
  '1002  Advanced Micro Devices, Inc. [AMD/ATI]',
  '\t7550  Navi 48 [Radeon RX 9070/9070 XT/9070 GRE]',
  '10de  NVIDIA Corporation',
  '\t2330  GH100 [H100 SXM5 80GB]',
  '\t\t10de 16c1  H100',
  '\t2b85  GB202 [GeForce RTX 5090]',
  '8086  Intel Corporation',
  '\te20b  Battlemage G21 [Arc B580]',
  '\t46a6  Alder Lake-P GT2 [Iris Xe Graphics]',
  'C 03  Display controller',
  '',
].join('\n');

export const pciNames: Files = { '/usr/share/misc/pci.ids': pciNamesText };
