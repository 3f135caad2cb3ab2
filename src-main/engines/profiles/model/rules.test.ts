import { describe, expect, it } from 'vitest';
import { gpu, type MachineFacts, machine } from '../testSupport/inventory.ts';
import { factsOf, nominalFromUsable } from './facts.ts';
import { type Detection, detectProfile } from './rules.ts';

function detect(facts: MachineFacts): Detection {
  return detectProfile(factsOf(machine(facts)));
}

function profileOf(facts: MachineFacts): string {
  return detect(facts).profileId;
}

function chosenBecause(facts: MachineFacts): string | undefined {
  return detect(facts).reasons.find((reason) => reason.effect === 'chose')?.text;
}

const gib = 1024 ** 3;
const rtx4090 = gpu({ vendor: 'nvidia', name: 'AD102 [GeForce RTX 4090]', kind: 'discrete', vramGB: 24 });
const intelGraphics = gpu({ vendor: 'intel', name: 'AlderLake-S GT1 [UHD Graphics 770]', kind: 'integrated', vramGB: 0 });
const bmc = gpu({ vendor: 'other', name: 'ASPEED Graphics Family', kind: 'managementController' });

describe('size of the memory', () => {
  it.each([
    [7.6, 8],
    [15.4, 16],
    [23.5, 24],
    [31.1, 32],
    [62.5, 64],
    [119.7, 128],
    [125.6, 128],
    [251.4, 256],
    [1007.6, 1024],
  ])('%d GiB usable are %d GB on the modules', (usable, nominal) => {
    expect(nominalFromUsable(usable * gib)).toBe(nominal);
  });

  it('a 64 GB machine that shows 62.5 GiB is a 64 GB machine', () => {
    expect(chosenBecause({ usableGiB: 62.5, chassis: 'desktop', gpus: [rtx4090] })).toBe(
      'AD102 [GeForce RTX 4090], 24 GB VRAM, 64 GB of memory (62.5 GiB usable) → AI Flagship',
    );
  });

  it('what is printed on the modules goes before what is worked out', () => {
    expect(profileOf({ usableGiB: 59, nominalGB: 64, chassis: 'desktop', gpus: [rtx4090] })).toBe('ai-flagship');
  });
});

describe('reasons', () => {
  it('say in words what chose the profile and what ruled out the others', () => {
    const two = [rtx4090, rtx4090].map((card) => ({ ...card, memoryBytes: { status: 'ok' as const, value: 48 * gib } }));
    const { reasons } = detect({ usableGiB: 125.6, chassis: 'desktop', gpus: two });
    expect(reasons[0]).toEqual({
      text: '2 GPUs, 96 GB VRAM in total, 128 GB of memory (125.6 GiB usable) → AI Flagship',
      effect: 'chose',
      profileId: 'ai-flagship',
    });
    expect(reasons.filter((reason) => reason.effect === 'ruledOut').map((reason) => reason.text)).toEqual([
      'not Virtual Machine: runs on real hardware',
      'not Laptop: no battery and no laptop chassis',
      'not Server: no server chassis',
    ]);
    expect(reasons.find((reason) => reason.profileId === 'gaming')?.text).toMatch(
      /^Gaming Enthusiast would fit too .*AI Flagship comes first$/,
    );
  });

  it('name what is missing when a rule does not fit', () => {
    const { reasons } = detect({ usableGiB: 15.4, chassis: 'desktop', gpus: [rtx4090] });
    expect(reasons.find((reason) => reason.profileId === 'ai-flagship')?.text).toBe(
      'not AI Flagship: 16 GB of memory (15.4 GiB usable), 64 GB needed beside AD102 [GeForce RTX 4090], 24 GB VRAM',
    );
  });
});

/** Every card with what its driver reports; none of them has a display of its own or a name that must be on a list. */
describe('cards', () => {
  const rack = { usableGiB: 503, chassis: 'server' as const, threads: 96 };
  it.each([
    ['GH100 [H100 SXM5 80GB]', 'nvidia', 80],
    ['GH100 [H200 SXM 141GB]', 'nvidia', 141],
    ['GA100 [A100 SXM4 40GB]', 'nvidia', 40],
    ['AD102GL [L40]', 'nvidia', 45],
    ['Aqua Vanjaram [Instinct MI300X]', 'amd', 192],
    ['Data Center GPU Max 1550', 'intel', 128],
  ] as const)('%s in a server is an AI Flagship', (name, vendor, vramGB) => {
    expect(profileOf({ ...rack, gpus: [bmc, gpu({ vendor, name, kind: 'discrete', vramGB, dataCentre: true })] })).toBe('ai-flagship');
  });

  it.each([
    ['GB202 [GeForce RTX 5090]', 'nvidia', 32, 62.5, 'ai-flagship'],
    ['GB203 [GeForce RTX 5080]', 'nvidia', 16, 31.2, 'ai-workstation'],
    ['GB206 [GeForce RTX 5060 Ti]', 'nvidia', 8, 31.2, 'gaming'],
    ['Navi 31 [Radeon RX 7900 XTX]', 'amd', 24, 62.5, 'ai-flagship'],
    ['Navi 48 [Radeon RX 9070 XT]', 'amd', 16, 31.2, 'ai-workstation'],
    ['Navi 44 [Radeon RX 9060 XT]', 'amd', 8, 15.5, 'gaming'],
    ['DG2 [Arc A770]', 'intel', 16, 31.2, 'ai-workstation'],
    ['Battlemage G21 [Arc B580]', 'intel', 12, 15.5, 'gaming'],
    ['DG2 [Arc A310]', 'intel', 4, 31.2, 'developer'],
    ['Turks XT [Radeon HD 6670/7670]', 'amd', 1, 31.2, 'developer'],
    ['GA106 [GeForce RTX 3060]', 'nvidia', 8, 62.5, 'content-creator'],
    // A card that no list of this program knows.
    ['GX999 [GeForce RTX 9090]', 'nvidia', 64, 62.5, 'ai-flagship'],
  ] as const)('%s with the memory that its driver reports', (name, vendor, vramGB, usableGiB, profile) => {
    expect(profileOf({ usableGiB, chassis: 'desktop', gpus: [intelGraphics, gpu({ vendor, name, kind: 'discrete', vramGB })] })).toBe(
      profile,
    );
  });
});

describe('a card whose memory nobody reports', () => {
  it('is judged by its model, and the reason says so and where that comes from', () => {
    const { profileId, reasons } = detect({
      usableGiB: 251,
      chassis: 'server',
      gpus: [gpu({ vendor: 'nvidia', name: 'GH100 [H100 PCIe]', kind: 'discrete' })],
    });
    expect(profileId).toBe('ai-flagship');
    const note = reasons.find((reason) => reason.effect === 'note')?.text;
    expect(note).toContain('nothing on this machine says how much memory GH100 [H100 PCIe] has');
    expect(note).toContain('https://');
    expect(note).toContain('used for this choice only');
  });

  it('is found by its PCI id when the name list is not installed', () => {
    const card = gpu({ vendor: 'nvidia', name: '10de:2b85', pciId: '10de:2b85', kind: 'discrete' });
    expect(profileOf({ usableGiB: 62.5, chassis: 'desktop', gpus: [card] })).toBe('ai-flagship');
  });

  it('counts as a card of unknown size when even the model is unknown', () => {
    const card = gpu({ vendor: 'nvidia', name: 'Device ffff', pciId: '10de:ffff' });
    const { profileId, reasons } = detect({ usableGiB: 62.5, chassis: 'desktop', gpus: [card] });
    expect(profileId).toBe('gaming');
    expect(reasons.some((reason) => reason.text.includes('how much memory Device ffff has is not known'))).toBe(true);
  });

  it('several of them in a server are there to compute', () => {
    const cards = Array.from({ length: 6 }, () => gpu({ vendor: 'nvidia', name: 'Device ffff', kind: 'discrete' }));
    expect(chosenBecause({ usableGiB: 341.6, nominalGB: 256, chassis: 'server', architecture: 'ppc64le', gpus: cards })).toBe(
      '6 GPUs, memory not known, in a server chassis, 384 GB of memory (341.6 GiB usable) → AI Flagship',
    );
  });

  it('does not take an old card for a new one', () => {
    const card = gpu({ vendor: 'amd', name: 'Turks XT [Radeon HD 6670/7670]', kind: 'discrete' });
    expect(profileOf({ usableGiB: 31.2, chassis: 'desktop', gpus: [card] })).toBe('developer');
  });

  it('takes the smallest of the models that share an id', () => {
    const card = gpu({ vendor: 'amd', name: 'Navi 31 [Radeon RX 7900 XT/7900 XTX/7900 GRE/7900M]', kind: 'discrete' });
    expect(profileOf({ usableGiB: 62.5, chassis: 'desktop', gpus: [card] })).toBe('ai-workstation');
  });
});

describe('graphics that are no card', () => {
  it('integrated graphics do not make a gaming machine', () => {
    expect(profileOf({ usableGiB: 62.5, chassis: 'desktop', gpus: [intelGraphics] })).toBe('developer');
  });

  it('the graphics of a management controller are no GPU, and mark a server', () => {
    const { profileId, reasons } = detect({ usableGiB: 125, chassis: 'other', threads: 64, gpus: [bmc] });
    expect(profileId).toBe('server');
    expect(reasons.map((reason) => reason.text)).toContain('the graphics of the management controller do not count as a GPU');
  });

  it('emulated graphics of a guest are none', () => {
    const card = gpu({ vendor: 'other', name: 'Virtio 1.0 GPU', kind: 'virtual' });
    expect(profileOf({ usableGiB: 15.6, virtualization: 'kvm', chassis: 'virtualMachine', gpus: [card] })).toBe('virtual-machine');
  });
});

describe('ARM and shared memory', () => {
  it('GB10 computes in the memory of the machine', () => {
    const card = gpu({ vendor: 'nvidia', name: 'GB20B [GB10]', pciId: '10de:2e12', unified: true });
    const facts = { usableGiB: 119.7, architecture: 'aarch64' as const, chassis: 'mini' as const, gpus: [card] };
    expect(chosenBecause(facts)).toBe('GB20B [GB10] computes in 128 GB of memory (119.7 GiB usable) that it shares → AI Flagship');
  });

  it('GB10 is known by its product name when its driver is missing', () => {
    const facts = { usableGiB: 119.7, architecture: 'aarch64' as const, chassis: 'server' as const, productName: 'NVIDIA_DGX_Spark' };
    expect(chosenBecause(facts)).toBe('NVIDIA DGX Spark computes in 128 GB of memory (119.7 GiB usable) that it shares → AI Flagship');
  });

  it('Grace Hopper is a flagship', () => {
    const card = gpu({ vendor: 'nvidia', name: 'GH100 [GH200 120GB / 480GB]', kind: 'discrete', vramGB: 96, dataCentre: true });
    expect(profileOf({ usableGiB: 572, architecture: 'aarch64', chassis: 'server', gpus: [card] })).toBe('ai-flagship');
  });

  it('a big APU with much memory is not an office PC', () => {
    const card = gpu({
      vendor: 'amd',
      name: 'Strix Halo [Radeon Graphics / Radeon 8050S / 8060S]',
      kind: 'integrated',
      unified: true,
      sharedGiB: 62,
    });
    expect(profileOf({ usableGiB: 125, chassis: 'mini', gpus: [card] })).toBe('ai-flagship');
    expect(profileOf({ usableGiB: 62, chassis: 'mini', gpus: [card] })).toBe('ai-workstation');
  });

  it('Ampere without a GPU is a server', () => {
    expect(profileOf({ usableGiB: 251, architecture: 'aarch64', threads: 80, chassis: 'other', gpus: [] })).toBe('server');
  });

  it('an Apple desktop is for creating, an Apple laptop is a laptop', () => {
    const apple = { architecture: 'aarch64' as const, cpuVendor: 'Apple', usableGiB: 62, gpus: [] };
    expect(profileOf({ ...apple, chassis: 'mini', threads: 12 })).toBe('content-creator');
    expect(profileOf({ ...apple, battery: true })).toBe('laptop');
  });

  it('a small ARM board is Standard', () => {
    expect(profileOf({ usableGiB: 7.6, architecture: 'aarch64', chassis: 'board', threads: 4, gpus: [] })).toBe('standard');
  });
});

describe('laptops', () => {
  it('a laptop with a large card is a laptop', () => {
    const facts = { usableGiB: 62.5, chassis: 'laptop' as const, battery: true, gpus: [intelGraphics, rtx4090] };
    expect(profileOf(facts)).toBe('laptop');
    expect(chosenBecause(facts)).toContain('a large GPU in a laptop is still a laptop');
  });

  it('a battery alone is enough where no chassis is told', () => {
    expect(profileOf({ usableGiB: 15.5, battery: true })).toBe('laptop');
  });

  it('a processor made for laptops counts only where chassis and battery cannot be seen', () => {
    const unseen = machine({ usableGiB: 31, cpuModel: '12th Gen Intel(R) Core(TM) i7-1270P' });
    const battery = { status: 'unknown' as const, why: 'not recorded' };
    expect(detectProfile(factsOf({ ...unseen, chassis: { ...unseen.chassis, battery } })).profileId).toBe('laptop');
    expect(profileOf({ usableGiB: 31, cpuModel: '12th Gen Intel(R) Core(TM) i7-1270P', chassis: 'mini' })).toBe('developer');
  });

  it('the battery of a desktop (a UPS, a mouse) is none', () => {
    expect(profileOf({ usableGiB: 15.5, chassis: 'desktop', battery: true })).toBe('developer');
  });
});

describe('guests', () => {
  it('a virtual machine leaves to the host what is the host’s', () => {
    const { profileId, reasons } = detect({ usableGiB: 23.5, virtualization: 'kvm' });
    expect(profileId).toBe('virtual-machine');
    expect(reasons.map((reason) => reason.text)).toContain('runs in a VM → the host owns CPU frequency and disk scheduling, left alone');
  });

  it('a card that is passed through is named, but the guest stays a guest', () => {
    const { profileId, reasons } = detect({
      usableGiB: 220,
      virtualization: 'kvm',
      gpus: [gpu({ vendor: 'nvidia', name: 'H100', vramGB: 80 })],
    });
    expect(profileId).toBe('virtual-machine');
    expect(reasons.find((reason) => reason.profileId === 'ai-flagship')?.text).toBe(
      'AI Flagship would fit too (H100, 80 GB VRAM, 224 GB of memory (220.0 GiB usable)); Virtual Machine comes first',
    );
  });

  it('a container leaves the kernel to its host', () => {
    const { profileId, reasons } = detect({ usableGiB: 62, virtualization: 'docker', chassis: 'container' });
    expect(profileId).toBe('virtual-machine');
    expect(reasons.map((reason) => reason.text)).toContain('runs in a container → kernel settings belong to the host, left alone');
  });
});

describe('servers and small machines', () => {
  it('a server without GPUs is a server, not a minimal system', () => {
    expect(chosenBecause({ usableGiB: 125, chassis: 'server', threads: 64 })).toBe('a server chassis without GPUs → Server');
    expect(profileOf({ usableGiB: 125, packages: 4, threads: 64 })).toBe('server');
  });

  it('8 GB is Standard, with a reason against everything else', () => {
    const { profileId, reasons } = detect({ usableGiB: 7.6, chassis: 'desktop', gpus: [intelGraphics] });
    expect(profileId).toBe('standard');
    expect(reasons.filter((reason) => reason.effect === 'ruledOut')).toHaveLength(8);
  });
});
