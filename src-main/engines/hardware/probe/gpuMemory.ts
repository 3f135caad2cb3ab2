/** Memory of a graphics device: its own, or a share of the machine's. */
import type { Gpu } from '../../../contracts/hardware.ts';
import { absent, ok, type Reading, unknown } from '../../../contracts/value.ts';
import type { GpuKind } from '../model/gpuKind.ts';
import type { Reader } from './reader.ts';

export interface GpuMemoryRequest {
  readonly folder: string;
  readonly vendorId: string | undefined;
  readonly driver: string | undefined;
  readonly kind: Reading<GpuKind>;
  readonly sleeps: boolean;
}

export function readGpuMemory(read: Reader, request: GpuMemoryRequest): Pick<Gpu, 'memoryBytes' | 'unifiedMemory' | 'sharedLimitBytes'> {
  const { kind } = request;
  const integrated = kind.status === 'ok' && kind.value === 'integrated';
  return {
    memoryBytes: memoryBytes(read, request, integrated),
    unifiedMemory: kind.status === 'ok' ? ok(integrated) : unknown('What kind of device this is, is not known'),
    sharedLimitBytes: sharedLimit(read, request, integrated),
  };
}

/** amdgpu writes its memory down (Linux, Documentation/gpu/amdgpu/driver-misc.rst); the sizes of PCI windows say nothing and are not used. */
function memoryBytes(read: Reader, { folder, vendorId, driver, kind, sleeps }: GpuMemoryRequest, integrated: boolean): Reading<number> {
  if (sleeps) return unknown('The device sleeps, and reading its memory size would wake it');
  const total = read.integerOf(`${folder}/mem_info_vram_total`);
  if (total !== undefined && total >= 0) return ok(total);
  if (kind.status === 'ok' && kind.value === 'managementController')
    return unknown('Management controllers do not say how much memory they have');
  if (kind.status === 'ok' && kind.value === 'virtual') return unknown('The virtual device does not say how much memory it has');
  if (integrated && vendorId !== '1002') return absent('The device has no memory of its own and uses the machine’s');
  if (driver === 'nvidia') return unknown('The NVIDIA driver gives the memory size through its library (NVML) only, not in a file');
  if (driver === 'nouveau') return unknown('The nouveau driver does not write the memory size into a file');
  if (vendorId === '8086') return unknown('The Intel drivers give the memory size to a DRM query only, not in a file');
  if (driver === undefined) return unknown('No driver is bound to the device, so nobody knows its memory size');
  return unknown(`The ${driver} driver does not write the memory size into a file (mem_info_vram_total does not exist)`);
}

function sharedLimit(read: Reader, { folder, sleeps, driver }: GpuMemoryRequest, integrated: boolean): Reading<number> {
  if (!integrated) return absent('The device has memory of its own');
  if (sleeps) return unknown('The device sleeps, and reading its limit would wake it');
  const limit = read.integerOf(`${folder}/mem_info_gtt_total`);
  return limit === undefined
    ? unknown(`The ${driver ?? 'missing'} driver does not write down how much of the machine’s memory it may use`)
    : ok(limit);
}
