import { describe, expect, it } from 'vitest';
import type { HardwareInventory } from '../../../../src-main/contracts/hardware.ts';
import { absent, ok, unknown } from '../../../../src-main/contracts/value.ts';
import { workstation } from '../../../testSupport/workstation.ts';
import { describeMachine, keyFacts, plainCpuName } from './describeMachine.ts';
import { inventorySections } from './deviceSections.ts';
import { searchSections, sectionText } from './section.ts';

const missing = unknown('not read');

describe('describeMachine', () => {
  it('is one sentence a person would say', () => {
    expect(describeMachine(workstation)).toBe(
      'A desktop with a 32-core AMD Ryzen Threadripper PRO 7975WX, 256\u00a0GiB of memory and two NVIDIA RTX 6000 Ada Generation GPUs.',
    );
  });

  it('leaves out what is not known, and says so of nothing', () => {
    const bare: HardwareInventory = {
      ...workstation,
      cpu: { ...workstation.cpu, model: missing, cores: missing },
      memory: { ...workstation.memory, nominalBytes: missing, usableBytes: missing },
      gpus: missing,
      chassis: { ...workstation.chassis, kind: missing },
    };
    expect(describeMachine(bare)).toBe('A computer.');
  });

  it('says “no GPU” only when it is known that there is none', () => {
    expect(describeMachine({ ...workstation, gpus: absent('no display device on any bus') })).toContain('and no GPU.');
    expect(describeMachine({ ...workstation, gpus: missing })).not.toContain('GPU');
  });

  it('does not count the chip that a server’s management controller draws with', () => {
    const gpus = workstation.gpus.status === 'ok' ? workstation.gpus.value : [];
    const server = { ...workstation, gpus: ok(gpus.map((gpu) => ({ ...gpu, kind: ok('managementController' as const) }))) };
    expect(describeMachine(server)).toContain('no GPU');
  });

  it.each([
    [8, 'an 8-core'],
    [11, 'an 11-core'],
    [18, 'an 18-core'],
    [32, 'a 32-core'],
    [80, 'an 80-core'],
    [112, 'a 112-core'],
  ])('says %d cores with the right article', (cores, text) => {
    const machine = { ...workstation, cpu: { ...workstation.cpu, cores: ok(cores) } };
    expect(describeMachine(machine)).toContain(`with ${text} AMD`);
  });

  it.each([
    ['Intel(R) Xeon(R) CPU E5-2680 v4 @ 2.40GHz', 'Intel Xeon E5-2680 v4'],
    ['13th Gen Intel(R) Core(TM) i9-13900K', '13th Gen Intel Core i9-13900K'],
    ['AMD Ryzen 7 7840U w/ Radeon 780M Graphics', 'AMD Ryzen 7 7840U'],
    ['Neoverse-V2', 'Neoverse-V2'],
  ])('shortens %s', (model, short) => {
    expect(plainCpuName(model)).toBe(short);
  });

  it('gives the firmware even when Secure Boot cannot be read', () => {
    const machine = { ...workstation, firmware: { ...workstation.firmware, secureBoot: missing } };
    expect(keyFacts(machine).find((fact) => fact.label === 'Firmware')?.reading).toEqual(ok('UEFI'));
  });
});

describe('key facts', () => {
  it('adds up the disks that hold data', () => {
    expect(keyFacts(workstation).find((fact) => fact.label === 'Storage')?.reading).toEqual(ok('2\u00a0disks, 22.0\u00a0TB'));
    const none = { ...workstation, storage: ok([]) };
    expect(keyFacts(none).find((fact) => fact.label === 'Storage')?.reading).toEqual(ok('no disk of its own'));
  });
});

describe('sections', () => {
  const sections = inventorySections(workstation);

  it('shows every field as ok, absent or unknown, and every reason is a sentence', () => {
    const fields = sections.flatMap((section) => section.groups.flatMap((group) => group.fields));
    expect(fields.length).toBeGreaterThan(90);
    for (const { reading } of fields) {
      if (reading.status === 'ok') expect(reading.value).not.toMatch(/undefined|NaN|\[object|null/);
      else expect(reading.why.length).toBeGreaterThan(5);
    }
  });

  it('finds fields by label, value and device, and drops the rest', () => {
    const found = searchSections(sections, 'sda scheduler');
    expect(found.map((section) => section.id)).toEqual(['storage']);
    expect(found[0]?.groups[0]?.fields.map((field) => field.label)).toEqual(['I/O scheduler', 'Possible schedulers']);
    expect(searchSections(sections, 'no such thing anywhere')).toEqual([]);
  });

  it('finds what is missing by its reason', () => {
    expect(searchSections(sections, 'drivetemp')[0]?.groups[0]?.fields[0]?.label).toBe('Temperature');
  });

  it('copies values with their units and missing ones with their reason', () => {
    const text = sections.map(sectionText).join('\n');
    expect(text).toContain('Size: 4.0\u00a0TB');
    expect(text).toContain('unknown (Readable by root only.');
  });

  it('says why a whole part is missing', () => {
    const gpus = inventorySections({ ...workstation, gpus: absent('No display device.') }).find((section) => section.id === 'gpus');
    expect(gpus?.missing?.why).toBe('No display device.');
    expect(gpus?.groups).toEqual([]);
  });
});
