import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCacheSize } from '../probe/topology.ts';
import { hasControlCharacter, pciNamesText } from '../testSupport/machines.ts';
import { armModel } from './armCores.ts';
import { parseBitmap } from './bitmap.ts';
import { baseMHzFromModel, parseCpuInfo } from './cpuinfo.ts';
import { decodeOctal, parseMemInfo, parseSwaps } from './meminfo.ts';
import { parseMountInfo, parseMounts, parseOsRelease } from './mounts.ts';
import { busNumber, isPciAddress, parseLink, pciChain } from './pcie.ts';
import { createPciNames } from './pciIds.ts';
import { parseUevent } from './uevent.ts';
import { vulnerabilityState } from './vulnerability.ts';

describe('cpuinfo', () => {
  it('knows the architecture by what only it writes', () => {
    expect(parseCpuInfo('processor\t: 0\nvendor_id\t: AuthenticAMD\nflags\t: fpu lm\n').architecture).toBe('x86_64');
    expect(parseCpuInfo('processor\t: 0\nvendor_id\t: GenuineIntel\nflags\t: fpu\n').architecture).toBe('other');
    expect(parseCpuInfo('processor\t: 0\nCPU implementer\t: 0x41\nCPU architecture: 8\n').architecture).toBe('aarch64');
    expect(parseCpuInfo('processor\t: 0\nCPU implementer\t: 0x41\nCPU architecture: 7\n').architecture).toBe('other');
    expect(parseCpuInfo('processor\t: 0\ncpu\t\t: POWER10 (architected)\n').architecture).toBe('ppc64le');
    expect(parseCpuInfo('processor\t: 0\nhart\t: 1\nisa\t: rv64imafdc\n').architecture).toBe('riscv64');
    expect(parseCpuInfo('').architecture).toBeUndefined();
  });

  it('reads the nominal frequency only where it is written', () => {
    expect(baseMHzFromModel('Intel(R) Xeon(R) CPU E5-2680 0 @ 2.70GHz')).toBe(2700);
    expect(baseMHzFromModel('AMD Ryzen 9 9950X 16-Core Processor')).toBeUndefined();
  });

  it('names mixed cores once each', () => {
    const core = (part: number) => ({ implementer: 0x41, part });
    expect(armModel([core(0xd05), core(0xd05), core(0xd0b)])).toBe('Cortex-A55 + Cortex-A76');
    expect(armModel([])).toBeUndefined();
    expect(armModel([{ implementer: 0x99, part: 1 }])).toBe('ARM part 0x1');
  });
});

describe('PCI', () => {
  it('reads links and refuses what is none', () => {
    expect(parseLink('16.0 GT/s PCIe', '16')).toEqual({ speedGTs: 16, lanes: 16, generation: 4 });
    expect(parseLink('2.5 GT/s', '1')).toEqual({ speedGTs: 2.5, lanes: 1, generation: 1 });
    for (const [speed, width] of [
      ['Unknown', '0'],
      ['8.0 GT/s PCIe', '0'],
      ['8.0 GT/s PCIe', undefined],
      ['7.0 GT/s', '4'],
      [undefined, '4'],
      ['8.0 GT/s', '99'],
    ]) {
      expect(parseLink(speed, width)).toBeUndefined();
    }
  });

  it('finds addresses on the way to a device', () => {
    expect(pciChain('/sys/devices/pci0000:00/0000:00:06.0/0000:04:00.0/nvme/nvme0')).toEqual(['0000:00:06.0', '0000:04:00.0']);
    expect(isPciAddress('000f:01:00.0')).toBe(true);
    expect(isPciAddress('card0')).toBe(false);
    expect(busNumber('0000:c4:00.0')).toBe(0xc4);
  });

  it('finds names without parsing the whole database', () => {
    const names = createPciNames(pciNamesText);
    expect(names.vendor('10de')).toBe('NVIDIA Corporation');
    expect(names.device('10de', '2b85')).toBe('GB202 [GeForce RTX 5090]');
    expect(names.device('1002', '2b85')).toBeUndefined();
    expect(names.device('10de', '16c1')).toBeUndefined();
    expect(names.vendor('ffff')).toBeUndefined();
    expect(names.vendor('C 03')).toBeUndefined();
    expect(createPciNames('10de  First line\n\t0001  One').device('10de', '0001')).toBe('One');
  });

  it('reads uevent files that captures padded with NUL bytes', () => {
    expect(parseUevent('DRIVER=amdgpu\nPCI_ID=1002:73BF\n\0\0\0\0').get('PCI_ID')).toBe('1002:73BF');
  });
});

describe('memory and mounts', () => {
  it('reads meminfo with and without units', () => {
    const info = parseMemInfo('MemTotal:       16 kB\nHugePages_Total:       4\nActive(anon):  1 kB\nbroken line\n');
    expect([info.get('MemTotal'), info.get('HugePages_Total'), info.get('Active(anon)'), info.size]).toEqual([16_384, 4, 1024, 3]);
  });

  it('reads swap areas and names with blanks', () => {
    expect(
      parseSwaps('Filename\t\t\tType\t\tSize\t\tUsed\t\tPriority\n/swap\\040file   file\t1024\t0\t-2\n/dev/zram1 partition 1 0 5\n'),
    ).toEqual([
      { device: '/swap file', kind: 'file', sizeBytes: 1_048_576, priority: -2 },
      { device: '/dev/zram1', kind: 'zram', sizeBytes: 1024, priority: 5 },
    ]);
    expect(decodeOctal('a\\040b\\134c\\999')).toBe('a b\\c\\999');
  });

  it('reads mountinfo with optional fields and joins the options', () => {
    expect(parseMountInfo('36 35 98:0 /mnt1 /mnt\\0402 rw,noatime master:1 shared:2 - ext3 /dev/root rw,errors=continue\nbad\n')).toEqual([
      { device: '98:0', source: '/dev/root', path: '/mnt 2', filesystem: 'ext3', options: 'rw,noatime,errors=continue' },
    ]);
    expect(parseMounts('/dev/sda1 / ext4 rw 0 0\nshort\n')).toHaveLength(1);
  });

  it('reads os-release quoting', () => {
    const values = parseOsRelease('# comment\nPRETTY_NAME="A \\"B\\" \\$C"\nID=debian\nNAME=\'single\'\nlower=no\n');
    expect([values.get('PRETTY_NAME'), values.get('ID'), values.get('NAME'), values.size]).toEqual(['A "B" $C', 'debian', 'single', 3]);
  });
});

describe('small texts', () => {
  it.each([
    ['Not affected', 'notAffected'],
    ['Mitigation: PTI', 'mitigated'],
    ['Vulnerable: Clear CPU buffers attempted, no microcode', 'vulnerable'],
    ['KVM: Mitigation: VMX disabled', 'mitigated'],
    ['Unknown: Dependent on hypervisor status', 'unknown'],
    ['', 'unknown'],
  ])('vulnerability “%s”', (text, state) => {
    expect(vulnerabilityState(text)).toBe(state);
  });

  it('reads bitmaps', () => {
    expect(parseBitmap('00000001,0000000f')).toEqual([0, 1, 2, 3, 32]);
    expect(parseBitmap('80000000')).toEqual([31]);
    expect(parseBitmap('xyz')).toBeUndefined();
  });

  it('reads cache sizes', () => {
    expect([parseCacheSize('48K'), parseCacheSize('16M'), parseCacheSize('512'), parseCacheSize('0K'), parseCacheSize('-1K')]).toEqual([
      49_152,
      16_777_216,
      512,
      undefined,
      undefined,
    ]);
  });
});

describe('hostile text', () => {
  it('makes no parser throw or show control characters', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: fc.constantFrom('\n', ':', '=', ' ', '\t', '0', 'a', '-', ',', '"', '\u001b'), maxLength: 80 }),
    );
    fc.assert(
      fc.property(nasty, (text) => {
        parseMemInfo(text);
        parseSwaps(text);
        parseMountInfo(text);
        parseMounts(text);
        parseOsRelease(text);
        parseLink(text, text);
        parseBitmap(text);
        createPciNames(text).device('10de', '2b85');
        vulnerabilityState(text);
        for (const value of [...parseUevent(text).values(), ...parseCpuInfo(text).first.values()])
          expect(hasControlCharacter(value)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('counts bitmaps the way the kernel writes them', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(300), { maxLength: 60 }), (bits) => {
        const words = Array.from({ length: 10 }, (_, word) =>
          bits.filter((bit) => Math.floor(bit / 32) === word).reduce((sum, bit) => sum + 2 ** (bit % 32), 0),
        );
        const text = words
          .reverse()
          .map((word) => word.toString(16).padStart(8, '0'))
          .join(',');
        expect(parseBitmap(text)).toEqual([...bits].sort((a, b) => a - b));
      }),
    );
  });
});
