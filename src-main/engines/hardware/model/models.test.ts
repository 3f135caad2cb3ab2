import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chassisKind } from './chassisKind.ts';
import { type GpuFacts, gpuKind, isDataCentre } from './gpuKind.ts';
import { likelyNominalBytes, wholeModules } from './nominalMemory.ts';
import { containerName, type Identity, virtualMachineName } from './virtualization.ts';

const gibibyte = 1024 ** 3;

describe('nominal memory', () => {
  it.each([
    [7.6, 8],
    [15.4, 16],
    [14.1, 16],
    [23.5, 24],
    [31.0, 32],
    [46.9, 48],
    [62.6, 64],
    [94.1, 96],
    [125.5, 128],
    [119.7, 128],
    [251.6, 256],
    [503.5, 512],
    [2015, 2048],
  ])('%d GiB usable come from %d GiB of modules', (usable, nominal) => {
    expect(likelyNominalBytes(usable * gibibyte)).toBe(nominal * gibibyte);
  });

  it('guesses nothing far from a usual total', () => {
    expect(likelyNominalBytes(100 * gibibyte)).toBeUndefined();
    expect(likelyNominalBytes(0.4 * gibibyte)).toBeUndefined();
    expect(likelyNominalBytes(Number.NaN)).toBeUndefined();
  });

  it('never says less than there is, nor more than 15 % above', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 2 ** 50, noNaN: true }), (usable) => {
        const nominal = likelyNominalBytes(usable);
        if (nominal === undefined) return;
        expect(nominal).toBeGreaterThanOrEqual(usable);
        expect(usable).toBeGreaterThanOrEqual(nominal * 0.85);
      }),
    );
  });

  it('corrects a sum of blocks to whole modules, and leaves a sum that is far off', () => {
    expect(wholeModules(63.875 * gibibyte, 62.5 * gibibyte)).toBe(64 * gibibyte);
    expect(wholeModules(66 * gibibyte, 62.5 * gibibyte)).toBe(64 * gibibyte);
    expect(wholeModules(112 * gibibyte, 100 * gibibyte)).toBe(112 * gibibyte);
  });
});

describe('chassis', () => {
  const nothing = {
    container: undefined,
    virtualMachine: undefined,
    chassisType: undefined,
    hasBattery: false,
    deviceTreeModel: undefined,
    openFirmware: false,
    sees: true,
  };

  it.each([
    [{ chassisType: 10 }, 'laptop'],
    [{ chassisType: 31 }, 'laptop'],
    [{ chassisType: 3 }, 'desktop'],
    [{ chassisType: 13 }, 'allInOne'],
    [{ chassisType: 17 }, 'server'],
    [{ chassisType: 35 }, 'mini'],
    [{ chassisType: 30 }, 'tablet'],
    [{ chassisType: 1 }, 'other'],
    [{ chassisType: 1, hasBattery: true }, 'laptop'],
    [{ chassisType: 10, virtualMachine: 'kvm' }, 'virtualMachine'],
    [{ virtualMachine: 'kvm', container: 'docker' }, 'container'],
    [{ deviceTreeModel: 'Raspberry Pi 5 Model B' }, 'board'],
    [{ deviceTreeModel: 'Apple Mac mini (M2, 2023)' }, 'mini'],
    [{ deviceTreeModel: 'Pine64 Pinebook Pro', hasBattery: true }, 'laptop'],
    [{ openFirmware: true }, 'server'],
  ] as const)('%j is a %s', (facts, kind) => {
    expect(chassisKind({ ...nothing, ...facts })).toEqual({ status: 'ok', value: kind });
  });

  it('does not guess', () => {
    expect(chassisKind(nothing).status).toBe('unknown');
    expect(chassisKind({ ...nothing, sees: false }).status).toBe('unknown');
  });
});

describe('virtualization', () => {
  const bare: Identity = {
    dmiTexts: ['Dell Inc.', 'PowerEdge R760'],
    cpuFlags: new Set(['fpu', 'lm']),
    hypervisorType: undefined,
    hypervisorCapabilities: undefined,
    deviceTree: false,
    deviceTreeHypervisor: undefined,
    hasVirtio: false,
    hasVmbus: false,
    hasXenBus: false,
    clockSource: 'tsc',
    powerPlatform: undefined,
    powerMachine: undefined,
    microsoftKernel: false,
    containerFile: undefined,
    firstProcessEnvironment: undefined,
    firstProcessCgroup: undefined,
    rootFilesystem: 'ext4',
    userNamespaceIsInitial: true,
  };
  const flagged = new Set(['fpu', 'lm', 'hypervisor']);

  it.each([
    ['bare metal', {}, undefined],
    ['bare metal of a cloud', { dmiTexts: ['Amazon EC2', 'c5.metal'] }, undefined],
    ['EC2', { dmiTexts: ['Amazon EC2'], cpuFlags: flagged }, 'kvm'],
    ['QEMU without KVM', { dmiTexts: ['QEMU'], cpuFlags: flagged }, 'qemu'],
    ['QEMU with KVM', { dmiTexts: ['QEMU'], cpuFlags: flagged, clockSource: 'kvm-clock' }, 'kvm'],
    ['VMware', { dmiTexts: ['VMware, Inc.'], cpuFlags: flagged }, 'vmware'],
    ['VirtualBox', { dmiTexts: ['innotek GmbH', 'VirtualBox'], cpuFlags: flagged }, 'oracle'],
    ['Hyper-V', { dmiTexts: ['Microsoft Corporation', 'Virtual Machine'], cpuFlags: flagged }, 'microsoft'],
    ['a Surface is no Hyper-V guest', { dmiTexts: ['Microsoft Corporation', 'Surface Laptop 7'] }, undefined],
    ['ARM guest', { dmiTexts: ['QEMU', 'KVM Virtual Machine'], cpuFlags: new Set(['fp', 'asimd']) }, 'kvm'],
    ['Xen guest', { hypervisorType: 'xen', cpuFlags: flagged }, 'xen'],
    ['Xen host', { hypervisorType: 'xen', hypervisorCapabilities: 'control_d', cpuFlags: flagged }, undefined],
    ['WSL', { microsoftKernel: true, cpuFlags: flagged, dmiTexts: [] }, 'wsl'],
    ['no tables, virtio and the flag', { dmiTexts: [], hasVirtio: true, cpuFlags: flagged }, 'kvm'],
    ['only the flag', { dmiTexts: [], cpuFlags: flagged }, 'vm-other'],
    ['ARM without any table', { dmiTexts: [], cpuFlags: new Set(['fp']), hasVirtio: true }, 'vm-other'],
    ['POWER guest', { powerPlatform: 'pSeries', powerMachine: 'CHRP IBM pSeries (emulated by qemu)' }, 'qemu'],
    ['POWER logical partition', { powerPlatform: 'pSeries', powerMachine: 'CHRP IBM,9009-42A' }, 'powervm'],
    ['device tree guest', { deviceTreeHypervisor: 'linux,kvm', dmiTexts: [], deviceTree: true }, 'kvm'],
  ] as const)('%s', (_, change, expected) => {
    expect(virtualMachineName({ ...bare, ...change })).toBe(expected);
  });

  it('needs a second sign beside a file that images carry along', () => {
    expect(containerName({ ...bare, containerFile: 'docker' })).toBeUndefined();
    expect(containerName({ ...bare, containerFile: 'docker', rootFilesystem: 'overlay' })).toBe('docker');
    expect(containerName({ ...bare, containerFile: 'podman', userNamespaceIsInitial: false })).toBe('podman');
    expect(containerName({ ...bare, firstProcessEnvironment: 'container=oci\0', containerFile: 'podman' })).toBe('podman');
    expect(containerName(bare)).toBeUndefined();
  });
});

describe('kind of graphics device', () => {
  const facts: GpuFacts = {
    vendorId: '10de',
    deviceId: '0000',
    classCode: 0x030200,
    driver: 'nvidia',
    bus: 1,
    isVirtualFunction: false,
    hasNorthBridgeVoltage: false,
    hasSecurityProcessorBeside: false,
    name: undefined,
    machine: '',
    isPortable: false,
  };
  const dataCentre = (change: Partial<GpuFacts>): unknown => {
    const all = { ...facts, ...change };
    const reading = isDataCentre(all, gpuKind(all));
    return reading.status === 'ok' ? reading.value : reading.status;
  };

  it('does not take laptop chips, mining cards or consumer cards for data-centre cards', () => {
    expect(dataCentre({})).toBe(true);
    expect(dataCentre({ isPortable: true })).toBe(false);
    expect(dataCentre({ name: 'GP107M [GeForce MX350]' })).toBe(false);
    expect(dataCentre({ name: 'GP106 [P106-100]' })).toBe(false);
    expect(dataCentre({ vendorId: '1002', classCode: 0x038000, name: 'Aldebaran/MI200 [Instinct MI250X]' })).toBe(true);
    expect(dataCentre({ vendorId: '1002', classCode: 0x038000, name: 'Navi 23 [Radeon RX 6600M]' })).toBe(false);
    expect(dataCentre({ classCode: 0x030000 })).toBe(false);
    expect(dataCentre({ classCode: undefined })).toBe('unknown');
    expect(dataCentre({ isVirtualFunction: true })).toBe(false);
  });

  it('leaves a device without a maker open', () => {
    expect(gpuKind({ ...facts, vendorId: undefined, driver: undefined }).status).toBe('unknown');
  });
});
