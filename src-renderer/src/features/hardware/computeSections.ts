/** Processor, memory and GPUs, laid out for reading. Pure. */
import type { Cpu, CpuCluster, Gpu, Memory } from '../../../../src-main/contracts/hardware.ts';
import { mapReading, okValue, type Reading } from '../../../../src-main/contracts/value.ts';
import { counted, figureText, memoryFigure, nominalMemory } from '../../lib/format.ts';
import { plainGpuName } from './describeMachine.ts';
import {
  bytesText,
  type Field,
  type FieldGroup,
  field,
  frequencyText,
  linkText,
  listText,
  numberText,
  plain,
  type Section,
  yesNo,
} from './section.ts';

const smtWords = {
  on: 'on',
  off: 'off',
  forceoff: 'off, locked until reboot',
  notSupported: 'not supported',
  notImplemented: 'not implemented by the kernel',
} as const;
const clusterWords = {
  performance: 'Performance cores',
  efficiency: 'Efficiency cores',
  lowPower: 'Low-power cores',
  uniform: 'Cores',
} as const;
const cacheWords = { data: 'data', instruction: 'instructions', unified: '' } as const;
const flawWords = { notAffected: 'not affected', mitigated: 'mitigated', vulnerable: 'VULNERABLE', unknown: 'not known' } as const;

/** A list that is missing as a whole becomes one field that says why. */
function listed<T>(
  label: string,
  reading: Reading<readonly T[]>,
  group: (value: readonly T[]) => readonly FieldGroup[],
): readonly FieldGroup[] {
  if (reading.status !== 'ok') return [{ title: label, fields: [field(label, reading)] }];
  return group(reading.value);
}

function clusterGroup(cluster: CpuCluster): FieldGroup {
  return {
    title: clusterWords[cluster.kind],
    fields: [
      plain('Logical CPUs', `${cluster.cpus} (${counted(cluster.cores, 'core')}, ${counted(cluster.threads, 'thread')})`),
      field('Base clock', frequencyText(cluster.baseMHz)),
      field('Lowest clock', frequencyText(cluster.minMHz)),
      field('Highest clock', frequencyText(cluster.maxMHz)),
      field('Governor', cluster.governor),
      field('Possible governors', listText(cluster.availableGovernors)),
      field('Energy preference', cluster.energyPreference),
      field('Possible preferences', listText(cluster.availableEnergyPreferences)),
    ],
  };
}

export function processorSection(cpu: Cpu): Section {
  return {
    id: 'processor',
    title: 'Processor',
    missing: null,
    groups: [
      {
        title: null,
        fields: [
          field('Model', cpu.model),
          field('Vendor', cpu.vendor),
          field('Architecture', cpu.architecture),
          field('Sockets', numberText(cpu.packages)),
          field('Cores', numberText(cpu.cores)),
          field('Threads', numberText(cpu.threads)),
          field('Online CPUs', cpu.onlineCpus),
          field(
            'Two threads per core (SMT)',
            mapReading(cpu.smt, (value) => smtWords[value]),
          ),
          field('Different kinds of cores', yesNo(cpu.hybrid)),
          field('Frequency driver', cpu.frequencyDriver),
          field('Driver mode', cpu.driverMode),
          field('Boost', yesNo(cpu.boost, 'on', 'off')),
          field('Idle driver', cpu.idleDriver),
          field('Microcode', cpu.microcode),
        ],
      },
      ...listed('Core clusters', cpu.clusters, (clusters) => clusters.map(clusterGroup)),
      ...listed('Caches', cpu.caches, (caches) => [
        {
          title: 'Caches',
          fields: caches.map((cache) =>
            plain(
              `Level ${String(cache.level)} ${cacheWords[cache.type]}`.trim(),
              `${String(cache.instances)} × ${figureText(memoryFigure(cache.sizeBytes))}, each shared by ${counted(cache.sharedBy, 'CPU')}`,
            ),
          ),
        },
      ]),
      ...listed('Memory nodes (NUMA)', cpu.numaNodes, (nodes) => [
        {
          title: 'Memory nodes (NUMA)',
          fields: nodes.map((node) => {
            const size = okValue(node.memoryBytes);
            const memory = size === undefined ? 'size not known' : figureText(memoryFigure(size));
            return plain(`Node ${String(node.node)}`, `CPUs ${node.cpus}, ${memory}, distances ${node.distances.join(' ')}`);
          }),
        },
      ]),
      ...listed('Processor flaws', cpu.vulnerabilities, (flaws) => [
        {
          title: 'Processor flaws',
          fields: flaws.map((flaw) => plain(flaw.name.replaceAll('_', ' '), `${flawWords[flaw.state]}: ${flaw.text}`)),
        },
      ]),
    ],
  };
}

function dimmFields(memory: Memory): readonly Field[] {
  if (memory.dimms.status !== 'ok') return [field('Modules', memory.dimms)];
  return memory.dimms.value.map((dimm) =>
    plain(
      dimm.locator,
      [nominalMemory(dimm.sizeBytes), dimm.type, dimm.speedMTs === null ? null : `${String(dimm.speedMTs)}\u00a0MT/s`, dimm.manufacturer]
        .filter((part) => part !== null)
        .join(', '),
    ),
  );
}

export function memorySection(memory: Memory): Section {
  return {
    id: 'memory',
    title: 'Memory',
    missing: null,
    groups: [
      {
        title: null,
        fields: [
          field('Built in', mapReading(memory.nominalBytes, nominalMemory)),
          field('Found through', memory.nominalFrom),
          field('Usable by programs', bytesText(memory.usableBytes)),
          field('Error correction (ECC)', yesNo(memory.ecc)),
          field('Huge page size', bytesText(memory.hugePageBytes)),
          field('Huge pages reserved', numberText(memory.hugePagesTotal)),
          field('Transparent huge pages', memory.transparentHugePages),
        ],
      },
      { title: 'Modules', fields: dimmFields(memory) },
      ...listed('Swap', memory.swap, (swaps) => [
        {
          title: 'Swap',
          fields:
            swaps.length === 0
              ? [plain('Swap', 'none')]
              : swaps.map((swap) =>
                  plain(swap.device, `${swap.kind}, ${figureText(memoryFigure(swap.sizeBytes))}, priority ${String(swap.priority)}`),
                ),
        },
      ]),
      ...listed('Compressed memory (zram)', memory.zram, (devices) => [
        {
          title: 'Compressed memory (zram)',
          fields: devices.map((device) =>
            plain(
              device.device,
              `${figureText(memoryFigure(device.diskSizeBytes))}, ${device.algorithm}${device.isSwap ? ', used as swap' : ''}`,
            ),
          ),
        },
      ]),
    ],
  };
}

const gpuKindWords = {
  discrete: 'separate card',
  integrated: 'part of the processor',
  virtual: 'virtual',
  managementController: 'management controller',
} as const;

function gpuGroup(gpu: Gpu): FieldGroup {
  return {
    title: plainGpuName(gpu),
    fields: [
      field('Full name', gpu.name),
      field(
        'Kind',
        mapReading(gpu.kind, (kind) => gpuKindWords[kind]),
      ),
      field('Memory', bytesText(gpu.memoryBytes)),
      field('Shares system memory', yesNo(gpu.unifiedMemory)),
      field('May use of system memory', bytesText(gpu.sharedLimitBytes)),
      field('Driver', gpu.driver),
      field('Driver version', gpu.driverVersion),
      field('Link now', linkText(gpu.linkNow)),
      field('Link at most', linkText(gpu.linkMax)),
      field('Memory node', numberText(gpu.numaNode)),
      field('Power state', gpu.powerState),
      field('Runtime state', gpu.runtimeState),
      field('Shows the boot screen', yesNo(gpu.bootVga)),
      field('Data-centre card', yesNo(gpu.dataCentre)),
      field('PCI slot', gpu.pciSlot),
      field('PCI id', gpu.pciId),
      field('Subsystem id', gpu.subsystemId),
      field('Display device', gpu.drmCard),
      plain('Stable id', gpu.id),
    ],
  };
}

export function gpusSection(gpus: Reading<readonly Gpu[]>): Section {
  const section = { id: 'gpus', title: 'GPUs' } as const;
  if (gpus.status !== 'ok') return { ...section, groups: [], missing: gpus };
  const none = { status: 'absent', why: 'No graphics device was found on any bus.' } as const;
  return { ...section, groups: gpus.value.map(gpuGroup), missing: gpus.value.length === 0 ? none : null };
}
