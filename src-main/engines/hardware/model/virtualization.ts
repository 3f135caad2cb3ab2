/**
 * Virtual machine or container, by the names that systemd-detect-virt(1) uses.
 * Several weak signs are read, because small virtual machines have no DMI.
 */

export interface Identity {
  readonly dmiTexts: readonly string[];
  readonly cpuFlags: ReadonlySet<string>;
  readonly hypervisorType: string | undefined;
  /** /proc/xen/capabilities: `control_d` marks Xen's own host. */
  readonly hypervisorCapabilities: string | undefined;
  readonly deviceTree: boolean;
  readonly deviceTreeHypervisor: string | undefined;
  readonly hasVirtio: boolean;
  readonly hasVmbus: boolean;
  readonly hasXenBus: boolean;
  readonly clockSource: string | undefined;
  /** `PowerNV` is bare metal, `pSeries` a guest; arch/powerpc/platforms. */
  readonly powerPlatform: string | undefined;
  readonly powerMachine: string | undefined;
  readonly microsoftKernel: boolean;
  readonly containerFile: string | undefined;
  readonly firstProcessEnvironment: string | undefined;
  readonly firstProcessCgroup: string | undefined;
  readonly rootFilesystem: string | undefined;
  readonly userNamespaceIsInitial: boolean | undefined;
}

// What hypervisors write into DMI; the same strings that systemd, src/basic/virt.c looks for.
const dmiNames: readonly (readonly [RegExp, string])[] = [
  [/^KVM\b|\bRHEV|oVirt|OpenStack|Amazon EC2|Google Compute Engine|KubeVirt/i, 'kvm'],
  [/^QEMU\b/i, 'qemu'],
  [/VMware/i, 'vmware'],
  [/VirtualBox|innotek GmbH/i, 'oracle'],
  [/^Xen\b|HVM domU/i, 'xen'],
  [/Bochs/i, 'bochs'],
  [/Parallels/i, 'parallels'],
  [/BHYVE/i, 'bhyve'],
  [/Apple Virtualization/i, 'apple'],
  [/Hyper-V|^Virtual Machine$/i, 'microsoft'],
];

/** Name of the hypervisor below, or undefined on bare metal. */
export function virtualMachineName(identity: Identity): string | undefined {
  // Xen's control domain sees the hypervisor flag too, but it owns the hardware.
  if (identity.hypervisorCapabilities?.includes('control_d') === true) return undefined;
  const named = dmiNames.find(([pattern]) => identity.dmiTexts.some((text) => pattern.test(text)))?.[1];
  const flagged = identity.cpuFlags.has('hypervisor');
  // EC2 bare metal and the like carry a cloud's name without being virtual; on x86 the flag decides.
  const isX86 = identity.cpuFlags.has('lm') || identity.cpuFlags.has('fpu');
  if (named !== undefined && (flagged || !isX86)) return named === 'qemu' && identity.clockSource === 'kvm-clock' ? 'kvm' : named;
  if (identity.powerPlatform === 'pSeries') return /qemu/i.test(identity.powerMachine ?? '') ? 'qemu' : 'powervm';
  if (identity.hypervisorType === 'xen' || identity.hasXenBus) return 'xen';
  if (identity.hasVmbus) return 'microsoft';
  if (identity.microsoftKernel) return 'wsl';
  if (/kvm/i.test(identity.deviceTreeHypervisor ?? '')) return 'kvm';
  if (identity.deviceTreeHypervisor !== undefined) return 'vm-other';
  if (identity.clockSource === 'kvm-clock') return 'kvm';
  // virtio devices without any firmware table are what minimal virtual machine monitors show.
  if (flagged) return identity.hasVirtio ? 'kvm' : 'vm-other';
  return identity.hasVirtio && identity.dmiTexts.length === 0 && !identity.deviceTree ? 'vm-other' : undefined;
}

/** Name of the container manager, or undefined outside of containers. */
export function containerName(identity: Identity): string | undefined {
  const inEnvironment = /(?:^|\0)container=([\w-]{1,32})/.exec(identity.firstProcessEnvironment ?? '')?.[1];
  if (inEnvironment !== undefined) return inEnvironment === 'oci' ? (identity.containerFile ?? 'oci') : inEnvironment;
  const inGroup = /\/(docker|lxc|kubepods|libpod|machine\.slice|garden)[/.-]/.exec(identity.firstProcessCgroup ?? '')?.[1];
  if (inGroup !== undefined) return { kubepods: 'kubernetes', libpod: 'podman', 'machine.slice': 'systemd-nspawn' }[inGroup] ?? inGroup;
  if (identity.containerFile === undefined) return undefined;
  // A file alone also stays behind in a machine image that was made from a container image: another sign must agree.
  const agrees =
    identity.rootFilesystem === 'overlay' || identity.rootFilesystem === 'fuse-overlayfs' || identity.userNamespaceIsInitial === false;
  return agrees || identity.containerFile === 'systemd-nspawn' ? identity.containerFile : undefined;
}
