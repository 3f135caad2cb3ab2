/** Sizes of the machine in memory. Never part of the product. */

export interface MachineShape {
  readonly cpus: number;
  readonly disks: readonly string[];
  readonly networks: readonly string[];
  readonly gpus: number;
  /** Temperature sensors beside those of disks and graphics. */
  readonly sensors: number;
  readonly fans: number;
  readonly battery: boolean;
  /** How many file systems have a name; the first two always have. */
  readonly filesystems: number;
}

/** The one that most tests are about: a workstation. */
export const workstationShape: MachineShape = {
  cpus: 64,
  disks: ['nvme0n1'],
  networks: ['enp1s0f0'],
  gpus: 1,
  sensors: 2,
  fans: 3,
  battery: false,
  filesystems: 3,
};

export const laptopShape: MachineShape = {
  cpus: 8,
  disks: ['nvme0n1'],
  networks: ['wlp2s0'],
  gpus: 1,
  sensors: 4,
  fans: 1,
  battery: true,
  filesystems: 2,
};

/** A virtual machine: no sensors, no graphics, no battery. */
export const virtualShape: MachineShape = {
  cpus: 2,
  disks: ['vda'],
  networks: ['eth0'],
  gpus: 0,
  sensors: 0,
  fans: 0,
  battery: false,
  filesystems: 1,
};

function numbered(count: number, name: (index: number) => string): readonly string[] {
  return Array.from({ length: count }, (_, index) => name(index));
}

export const serverShape: MachineShape = {
  cpus: 256,
  disks: [
    ...numbered(8, (index) => `nvme${String(index)}n1`),
    ...numbered(32, (index) => `sd${index < 26 ? letter(index) : `a${letter(index - 26)}`}`),
  ],
  networks: [
    ...numbered(4, (index) => `enp65s0f${String(index)}np${String(index)}`),
    ...numbered(8, (index) => `veth${String(index)}b3c91`),
  ],
  gpus: 4,
  sensors: 60,
  fans: 24,
  battery: false,
  filesystems: 12,
};

function letter(index: number): string {
  return String.fromCharCode('a'.charCodeAt(0) + index);
}
