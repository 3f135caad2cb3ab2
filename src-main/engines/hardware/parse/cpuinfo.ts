/** /proc/cpuinfo, whose shape differs with the architecture. Pure. */
import { parseInteger, printable } from '../../../base/text.ts';

export type Architecture = 'x86_64' | 'aarch64' | 'ppc64le' | 'riscv64' | 'other';

/** One kind of core as an ARM core names itself (MIDR_EL1). */
export interface ArmCore {
  readonly implementer: number;
  readonly part: number;
}

export interface CpuInfo {
  /** Keys that stand before or beside the processor entries and those of the first processor. */
  readonly first: ReadonlyMap<string, string>;
  /** Entries, which on some architectures include CPUs that are offline. */
  readonly entries: number;
  /** Kind of core for each logical CPU, where the file gives it. */
  readonly armCores: ReadonlyMap<number, ArmCore>;
  readonly architecture: Architecture | undefined;
  readonly flags: ReadonlySet<string>;
}

const maxEntries = 8192;

export function parseCpuInfo(text: string): CpuInfo {
  const first = new Map<string, string>();
  const armCores = new Map<number, ArmCore>();
  let entries = 0;
  let cpu: number | undefined;
  let implementer: number | undefined;
  for (const line of text.split('\n')) {
    const at = line.indexOf(':');
    if (at <= 0) continue;
    const key = line.slice(0, at).trim();
    const value = line.slice(at + 1).trim();
    if (!first.has(key)) first.set(key, printable(value).slice(0, 16_384));
    if (key === 'processor' && /^\d+$/.test(value) && entries < maxEntries) {
      entries += 1;
      cpu = Number(value);
    } else if (key === 'CPU implementer') implementer = parseInteger(value);
    else if (key === 'CPU part' && cpu !== undefined && implementer !== undefined) {
      const part = parseInteger(value);
      if (part !== undefined) armCores.set(cpu, { implementer, part });
    }
  }
  const flags = new Set((first.get('flags') ?? first.get('Features') ?? '').split(/\s+/).filter((flag) => flag !== ''));
  return { first, entries, armCores, architecture: architectureOf(first, flags), flags };
}

/** Long mode (`lm`) is what makes an x86 processor a 64-bit one. */
function architectureOf(first: ReadonlyMap<string, string>, flags: ReadonlySet<string>): Architecture | undefined {
  if (first.has('vendor_id') && flags.has('lm')) return 'x86_64';
  if (first.has('CPU implementer')) return (parseInteger(first.get('CPU architecture') ?? '') ?? 8) >= 8 ? 'aarch64' : 'other';
  if (/^POWER\d/.test(first.get('cpu') ?? '')) return 'ppc64le';
  if (/^rv64/.test(first.get('isa') ?? '')) return 'riscv64';
  return first.size === 0 ? undefined : 'other';
}

/** Nominal frequency that Intel writes into the brand string, `… @ 2.70GHz`; undefined without one. */
export function baseMHzFromModel(model: string): number | undefined {
  const match = /@\s*(\d{1,2}(?:\.\d{1,3})?)\s*GHz/i.exec(model);
  return match === null ? undefined : Math.round(Number(match[1]) * 1000);
}
