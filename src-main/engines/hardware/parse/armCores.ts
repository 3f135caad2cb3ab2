/**
 * Names of ARM cores by implementer and part number.
 * Source: Linux, arch/arm64/include/asm/cputype.h, and util-linux, sys-utils/lscpu-arm.c (facts only).
 */
import type { ArmCore } from './cpuinfo.ts';

const implementers: Readonly<Record<number, string>> = {
  65: 'ARM',
  66: 'Broadcom',
  67: 'Cavium',
  70: 'Fujitsu',
  72: 'HiSilicon',
  78: 'NVIDIA',
  80: 'Applied Micro',
  81: 'Qualcomm',
  83: 'Samsung',
  86: 'Marvell',
  97: 'Apple',
  109: 'Microsoft',
  112: 'Phytium',
  192: 'Ampere',
};

const parts: Readonly<Record<number, Readonly<Record<number, string>>>> = {
  65: {
    3331: 'Cortex-A53',
    3332: 'Cortex-A35',
    3333: 'Cortex-A55',
    3335: 'Cortex-A57',
    3336: 'Cortex-A72',
    3337: 'Cortex-A73',
    3338: 'Cortex-A75',
    3339: 'Cortex-A76',
    3340: 'Neoverse-N1',
    3341: 'Cortex-A77',
    3392: 'Neoverse-V1',
    3393: 'Cortex-A78',
    3396: 'Cortex-X1',
    3398: 'Cortex-A510',
    3399: 'Cortex-A710',
    3400: 'Cortex-X2',
    3401: 'Neoverse-N2',
    3403: 'Cortex-A78C',
    3405: 'Cortex-A715',
    3406: 'Cortex-X3',
    3407: 'Neoverse-V2',
    3456: 'Cortex-A520',
    3457: 'Cortex-A720',
    3458: 'Cortex-X4',
    3459: 'Neoverse-V3AE',
    3460: 'Neoverse-V3',
    3461: 'Cortex-X925',
    3463: 'Cortex-A725',
    3470: 'Neoverse-N3',
  },
  70: { 1: 'A64FX' },
  72: { 3329: 'TaiShan v110', 3330: 'TaiShan v120' },
  78: { 3: 'Denver 2', 4: 'Carmel', 16: 'Olympus' },
  81: { 1: 'Oryon', 2048: 'Kryo 2xx Gold', 2049: 'Kryo 2xx Silver', 2052: 'Kryo 4xx Gold', 2053: 'Kryo 4xx Silver' },
  97: {
    34: 'Icestorm (M1)',
    35: 'Firestorm (M1)',
    36: 'Icestorm (M1 Pro)',
    37: 'Firestorm (M1 Pro)',
    40: 'Icestorm (M1 Max)',
    41: 'Firestorm (M1 Max)',
    50: 'Blizzard (M2)',
    51: 'Avalanche (M2)',
    52: 'Blizzard (M2 Pro)',
    53: 'Avalanche (M2 Pro)',
    56: 'Blizzard (M2 Max)',
    57: 'Avalanche (M2 Max)',
  },
  192: { 2755: 'Ampere-1', 2756: 'Ampere-1a', 2757: 'Ampere-1b' },
};

export function armVendor(core: ArmCore): string | undefined {
  return implementers[core.implementer];
}

export function armCoreName(core: ArmCore): string | undefined {
  return parts[core.implementer]?.[core.part];
}

/** `Cortex-A725 + Cortex-X925`; an unlisted part is shown by its number, never guessed. */
export function armModel(cores: Iterable<ArmCore>): string | undefined {
  const names = new Set([...cores].map((core) => armCoreName(core) ?? `${armVendor(core) ?? 'ARM'} part 0x${core.part.toString(16)}`));
  return names.size === 0 ? undefined : [...names].join(' + ');
}
