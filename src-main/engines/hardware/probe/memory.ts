/** Memory: what the kernel can hand out, what is printed on the modules, and how we know. */
import { parseInteger, printable, selectedWord } from '../../../base/text.ts';
import type { Cpu, Memory } from '../../../contracts/hardware.ts';
import { absent, ok, okValue, type Reading, unknown } from '../../../contracts/value.ts';
import type { HostInventory } from '../../../host/port.ts';
import { likelyNominalBytes, wholeModules } from '../model/nominalMemory.ts';
import { parseMemInfo, parseSwaps } from '../parse/meminfo.ts';
import { failureReading, type Reader } from './reader.ts';

type Modules = Awaited<ReturnType<HostInventory['memoryModules']>>;

export function probeMemory(read: Reader, modules: Modules, numaNodes: Cpu['numaNodes']): Memory {
  const info = parseMemInfo(read.whole('/proc/meminfo') ?? '');
  const from = (key: string): Reading<number> => {
    const value = info.get(key);
    return value === undefined ? unknown(`/proc/meminfo has no ${key}`) : ok(value);
  };
  const usableBytes = from('MemTotal');
  const swap = readSwap(read);
  const nominal = nominalMemory(read, modules, usableBytes, numaNodes);
  return {
    usableBytes,
    nominalBytes: nominal.bytes,
    nominalFrom: nominal.from,
    dimms: modules.ok ? ok(modules.modules.map(describeModule)) : unknown(modules.why),
    ecc: readEcc(read, modules),
    hugePageBytes: from('Hugepagesize'),
    hugePagesTotal: from('HugePages_Total'),
    transparentHugePages: readTransparentHugePages(read),
    swap,
    zram: readZram(read, new Set(okValue(swap)?.map((area) => area.device))),
  };
}

interface Nominal {
  readonly bytes: Reading<number>;
  readonly from: Reading<string>;
}

function nominalMemory(read: Reader, modules: Modules, usable: Reading<number>, nodes: Cpu['numaNodes']): Nominal {
  const usableBytes = okValue(usable);
  const ofModules = modules.ok ? modules.modules.reduce((sum, one) => sum + one.sizeBytes, 0) : 0;
  // A virtual machine can be given less than its firmware table says; more than the table says means that the table is wrong.
  if (ofModules > 0 && ofModules >= (usableBytes ?? 0)) return { bytes: ok(ofModules), from: ok('memory modules (DMI)') };
  const ofBlocks = memoryBlocks(read);
  if (ofBlocks !== undefined && ofBlocks >= (usableBytes ?? 0)) {
    return { bytes: ok(wholeModules(ofBlocks, usableBytes)), from: ok('memory blocks of the kernel') };
  }
  if (usableBytes === undefined)
    return { bytes: unknown('The memory of this machine could not be read'), from: unknown('nothing was found') };
  return inferred(usableBytes, nodes);
}

/** Memory of nodes without CPUs belongs to devices on every recorded machine that has such nodes (POWER9 with GPUs). */
function inferred(usableBytes: number, nodes: Cpu['numaNodes']): Nominal {
  const deviceBytes = (okValue(nodes) ?? [])
    .filter((node) => node.cpus === '')
    .reduce((sum, node) => sum + (okValue(node.memoryBytes) ?? 0), 0);
  const likely = likelyNominalBytes(usableBytes - deviceBytes);
  if (likely === undefined) {
    const why = 'Only root may read the memory modules, and no usual total is near enough to what the kernel can use';
    return { bytes: unknown(why), from: unknown(why) };
  }
  const without = deviceBytes === 0 ? '' : ', leaving out memory nodes without CPUs';
  return { bytes: ok(likely), from: ok(`worked out from usable memory${without}`) };
}

/** block_size_bytes is hexadecimal without 0x; see Linux, Documentation/admin-guide/mm/memory-hotplug.rst. */
function memoryBlocks(read: Reader): number | undefined {
  const folder = '/sys/devices/system/memory';
  const size = parseInteger(`0x${read.value(`${folder}/block_size_bytes`) ?? ''}`);
  const count = read.files.list(folder).filter((name) => /^memory\d+$/.test(name)).length;
  return size === undefined || count === 0 ? undefined : size * count;
}

function describeModule(module: (Modules & { ok: true })['modules'][number]): {
  locator: string;
  sizeBytes: number;
  type: string | null;
  speedMTs: number | null;
  manufacturer: string | null;
} {
  return {
    locator: printable(module.locator),
    sizeBytes: module.sizeBytes,
    type: module.type === null ? null : printable(module.type),
    speedMTs: module.speedMTs,
    manufacturer: module.manufacturer === null ? null : printable(module.manufacturer),
  };
}

/** EDAC is the running truth; the firmware table says what the modules can do. */
function readEcc(read: Reader, modules: Modules): Reading<boolean> {
  const controllers = '/sys/devices/system/edac/mc';
  for (const controller of read.files.list(controllers).filter((name) => /^mc\d+$/.test(name))) {
    const folder = `${controllers}/${controller}`;
    for (const part of read.files.list(folder).filter((name) => /^(?:dimm|rank|csrow)\d+$/.test(name))) {
      const mode = read.value(`${folder}/${part}/dimm_edac_mode`) ?? read.value(`${folder}/${part}/edac_mode`);
      if (mode !== undefined && !/^unknown$/i.test(mode)) return ok(!/^none$/i.test(mode));
    }
  }
  const known = modules.ok ? modules.modules.flatMap((one) => one.ecc ?? []) : [];
  if (known.length > 0) return ok(known.every(Boolean));
  return unknown('No memory controller reports error correction (EDAC), and the memory modules could not be asked');
}

function readTransparentHugePages(read: Reader): Reading<string> {
  const path = '/sys/kernel/mm/transparent_hugepage/enabled';
  const text = read.text(path, 'The kernel was built without transparent huge pages');
  if (text.status !== 'ok') return text;
  const word = selectedWord(text.value);
  return word === undefined ? unknown(`${path} marks no choice`) : ok(word);
}

function readSwap(read: Reader): Memory['swap'] {
  const result = read.files.read('/proc/swaps');
  if (!result.ok) return failureReading(result, 'The kernel was built without swap');
  return ok(parseSwaps(result.text).map((area) => ({ ...area, device: printable(area.device) })));
}

function readZram(read: Reader, swapDevices: ReadonlySet<string>): Memory['zram'] {
  const names = read.files.list('/sys/block').filter((name) => /^zram\d+$/.test(name));
  if (names.length === 0 && !read.files.exists('/sys/class/zram-control')) return absent('The zram module is not loaded');
  return ok(
    names.map((name) => {
      const folder = `/sys/block/${name}`;
      return {
        device: `/dev/${name}`,
        diskSizeBytes: read.integerOf(`${folder}/disksize`) ?? 0,
        algorithm: selectedWord(read.value(`${folder}/comp_algorithm`) ?? '') ?? 'unknown',
        isSwap: swapDevices.has(`/dev/${name}`),
      };
    }),
  );
}
