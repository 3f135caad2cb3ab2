/**
 * Memory modules, from the SMBIOS table where it may be read (root), else from
 * what udev already wrote down for everyone (systemd 248 and later, builtin
 * dmi_memory_id). No program is run: `dmidecode` reads the same table with the
 * same rights.
 */
import { parseInteger, parseKeyValues } from '../../base/text.ts';
import type { HostFiles, HostInventory } from '../port.ts';
import type { BytesResult } from './readText.ts';
import { type MemoryModule, parseMemoryModules } from './smbios.ts';

export interface MemorySources {
  readonly files: HostFiles;
  readonly uid: number;
  readonly recorded: boolean;
  readBytes(path: string, maxBytes: number): BytesResult;
}

const tablePath = '/sys/firmware/dmi/tables/DMI';
const udevPath = '/run/udev/data/+dmi:id';
const maxTableBytes = 1024 * 1024;
const maxModules = 1024;

type Modules = Awaited<ReturnType<HostInventory['memoryModules']>>;

export function createMemoryInventory(sources: MemorySources): HostInventory {
  let found: Modules | undefined;
  // Modules cannot be exchanged while the machine runs, so one look is enough.
  return {
    memoryModules: () => {
      found ??= readModules(sources);
      return Promise.resolve(found);
    },
  };
}

function readModules(sources: MemorySources): Modules {
  const table = sources.readBytes(tablePath, maxTableBytes);
  const fromTable = table.ok ? parseMemoryModules(table.bytes) : [];
  if (fromTable.length > 0) return { ok: true, modules: fromTable };
  const database = sources.files.read(udevPath);
  const fromUdev = database.ok ? parseUdevModules(database.text) : [];
  if (fromUdev.length > 0) return { ok: true, modules: fromUdev };
  return { ok: false, why: table.ok ? 'The firmware table (DMI) lists no memory modules.' : whyNot(table.reason, sources) };
}

function whyNot(reason: string, { recorded, uid }: MemorySources): string {
  if (recorded) return 'The recording holds neither the firmware table (DMI) nor udev’s list of memory modules.';
  if (reason === 'missing') return 'This machine has no firmware table (DMI) that would list its memory modules.';
  return uid === 0
    ? 'The firmware table (DMI) could not be read, although this program runs as root.'
    : 'Only root may read the firmware table (DMI), and udev has not listed the memory modules; run once as root to see them.';
}

/** `E:MEMORY_DEVICE_0_SIZE=17179869184` and its companions; see systemd, src/udev/dmi_memory_id. */
export function parseUdevModules(text: string): readonly MemoryModule[] {
  const values = parseKeyValues(text, '=');
  const ecc = eccFromUdev(values.get('E:MEMORY_ARRAY_EC_TYPE'));
  const modules: MemoryModule[] = [];
  for (let index = 0; index < maxModules; index += 1) {
    const of = (name: string): string | undefined => values.get(`E:MEMORY_DEVICE_${String(index)}_${name}`);
    const sizeBytes = parseInteger(of('SIZE') ?? '');
    if (sizeBytes === undefined || sizeBytes <= 0 || /^(?:ROM|Flash|VRAM)$/i.test(of('TYPE') ?? '')) continue;
    modules.push({
      locator: of('LOCATOR') ?? of('BANK_LOCATOR') ?? 'unnamed slot',
      sizeBytes,
      type: of('TYPE') ?? null,
      speedMTs: parseInteger(of('CONFIGURED_SPEED_MTS') ?? of('SPEED_MTS') ?? '') ?? null,
      manufacturer: of('MANUFACTURER') ?? null,
      ecc,
    });
  }
  return modules;
}

function eccFromUdev(text: string | undefined): boolean | null {
  if (text === undefined) return null;
  if (/ECC|CRC/i.test(text)) return true;
  return /^(?:none|parity)$/i.test(text) ? false : null;
}
