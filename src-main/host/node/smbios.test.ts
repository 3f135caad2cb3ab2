import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFakeHost } from '../fake/fakeHost.ts';
import { createMemoryInventory, parseUdevModules } from './memoryInventory.ts';
import { parseMemoryModules } from './smbios.ts';

const gibibyte = 1024 ** 3;

interface DeviceOptions {
  readonly sizeField?: number;
  readonly extendedMiB?: number;
  readonly type?: number;
  readonly array?: number;
  readonly widths?: readonly [number, number];
  readonly strings?: readonly string[];
}

/** One structure with its strings, as DSP0134 lays them out. */
function structure(body: Buffer, strings: readonly string[]): Buffer {
  const text = strings.length === 0 ? '\0' : strings.map((one) => `${one}\0`).join('');
  return Buffer.concat([body, Buffer.from(`${text}\0`, 'latin1')]);
}

function memoryDevice({
  sizeField = 0x4000,
  extendedMiB = 0,
  type = 0x22,
  array = 0x1000,
  widths = [80, 64],
  strings,
}: DeviceOptions): Buffer {
  const body = Buffer.alloc(0x5c);
  body[0] = 17;
  body[1] = body.length;
  body.writeUInt16LE(0x1100, 2);
  body.writeUInt16LE(array, 4);
  body.writeUInt16LE(widths[0], 0x08);
  body.writeUInt16LE(widths[1], 0x0a);
  body.writeUInt16LE(sizeField, 0x0c);
  body[0x10] = 1;
  body[0x12] = type;
  body.writeUInt16LE(5600, 0x15);
  body[0x17] = 2;
  body.writeUInt32LE(extendedMiB, 0x1c);
  body.writeUInt16LE(4800, 0x20);
  return structure(body, strings ?? ['DIMM A1', 'Kingston']);
}

function memoryArray(correction: number): Buffer {
  const body = Buffer.alloc(0x17);
  body[0] = 16;
  body[1] = body.length;
  body.writeUInt16LE(0x1000, 2);
  body[6] = correction;
  return structure(body, []);
}

describe('memory modules in the SMBIOS table', () => {
  it('reads size, type, running speed, maker and error correction', () => {
    const table = Buffer.concat([memoryArray(0x06), memoryDevice({}), memoryDevice({ strings: ['DIMM B1', 'Samsung'] })]);
    expect(parseMemoryModules(table)).toEqual([
      { locator: 'DIMM A1', sizeBytes: 16 * gibibyte, type: 'DDR5', speedMTs: 4800, manufacturer: 'Kingston', ecc: true },
      { locator: 'DIMM B1', sizeBytes: 16 * gibibyte, type: 'DDR5', speedMTs: 4800, manufacturer: 'Samsung', ecc: true },
    ]);
  });

  it('reads sizes in KiB and beyond 32 GiB', () => {
    expect(parseMemoryModules(memoryDevice({ sizeField: 0x8000 | 512 }))[0]?.sizeBytes).toBe(512 * 1024);
    expect(parseMemoryModules(memoryDevice({ sizeField: 0x7fff, extendedMiB: 131_072 }))[0]?.sizeBytes).toBe(128 * gibibyte);
  });

  it('leaves out empty slots and memory that is no RAM', () => {
    expect(parseMemoryModules(memoryDevice({ sizeField: 0 }))).toEqual([]);
    expect(parseMemoryModules(memoryDevice({ sizeField: 0xffff }))).toEqual([]);
    expect(parseMemoryModules(memoryDevice({ type: 0x09 }))).toEqual([]);
  });

  it('falls back to the bus widths for error correction, and to nothing without them', () => {
    expect(parseMemoryModules(memoryDevice({ widths: [72, 64] }))[0]?.ecc).toBe(true);
    expect(parseMemoryModules(memoryDevice({ widths: [64, 64] }))[0]?.ecc).toBe(false);
    expect(parseMemoryModules(memoryDevice({ widths: [0xffff, 64] }))[0]?.ecc).toBeNull();
    expect(parseMemoryModules(Buffer.concat([memoryArray(0x03), memoryDevice({ widths: [72, 64] })]))[0]?.ecc).toBe(false);
  });

  it('does not take filler for a name', () => {
    expect(parseMemoryModules(memoryDevice({ strings: ['DIMM', 'Not Specified'] }))[0]?.manufacturer).toBeNull();
  });

  it('survives any bytes, and any cut of a good table', () => {
    const good = Buffer.concat([memoryArray(0x06), memoryDevice({}), memoryDevice({})]);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat(good.length), (bytes, cut) => {
        for (const table of [Buffer.from(bytes), good.subarray(0, cut), Buffer.concat([good.subarray(0, cut), Buffer.from(bytes)])]) {
          for (const module of parseMemoryModules(table)) expect(module.sizeBytes).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe('memory modules by udev', () => {
  const database = [
    'E:MEMORY_ARRAY_EC_TYPE=Multi-bit ECC',
    'E:MEMORY_DEVICE_0_LOCATOR=DIMM_A1',
    'E:MEMORY_DEVICE_0_SIZE=34359738368',
    'E:MEMORY_DEVICE_0_TYPE=DDR5',
    'E:MEMORY_DEVICE_0_CONFIGURED_SPEED_MTS=4800',
    'E:MEMORY_DEVICE_0_MANUFACTURER=Micron',
    'E:MEMORY_DEVICE_1_PRESENT=0',
    'E:MEMORY_DEVICE_2_SIZE=34359738368',
  ].join('\n');
  const denied = { ok: false, reason: 'denied', why: 'no' } as const;

  it('lists what is there and skips empty slots', () => {
    expect(parseUdevModules(database)).toEqual([
      { locator: 'DIMM_A1', sizeBytes: 32 * gibibyte, type: 'DDR5', speedMTs: 4800, manufacturer: 'Micron', ecc: true },
      { locator: 'unnamed slot', sizeBytes: 32 * gibibyte, type: null, speedMTs: null, manufacturer: null, ecc: true },
    ]);
  });

  it('is asked when the table may not be read, so that no root is needed', async () => {
    const { files } = createFakeHost({ files: { '/run/udev/data/+dmi:id': database } });
    const inventory = createMemoryInventory({ files, uid: 1000, recorded: false, readBytes: () => denied });
    expect(await inventory.memoryModules()).toMatchObject({ ok: true });
  });

  it('otherwise says who may', async () => {
    const inventory = createMemoryInventory({ files: createFakeHost().files, uid: 1000, recorded: false, readBytes: () => denied });
    expect(await inventory.memoryModules()).toMatchObject({ ok: false, why: expect.stringContaining('as root') as string });
  });
});
