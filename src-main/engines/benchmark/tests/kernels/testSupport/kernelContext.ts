/** A test context with kernels, on a machine whose processor is written by hand. */
import type { CpuCluster, HardwareInventory } from '../../../../../contracts/hardware.ts';
import { absent, ok, unknown } from '../../../../../contracts/value.ts';
import type { Host } from '../../../../../host/port.ts';
import type { ProgramLocation, ScratchPort } from '../../../../../services/ports.ts';
import type { TestContext } from '../../../suite/test.ts';

export interface ProcessorFacts {
  readonly threads?: number | null;
  readonly caches?: readonly (readonly [level: number, sizeBytes: number, instances: number])[] | null;
  readonly clusters?: readonly (readonly [kind: CpuCluster['kind'], cpus: string])[];
  readonly nodes?: readonly (readonly [cpus: string, memoryBytes: number])[];
}

const notTold = unknown('this test does not say');
export const twoCores = [
  [1, 32 * 1024, 2],
  [2, 2 ** 20, 2],
  [3, 32 * 2 ** 20, 1],
] as const;

function clusterOf(kind: CpuCluster['kind'], cpus: string): CpuCluster {
  const told = { baseMHz: notTold, minMHz: notTold, maxMHz: notTold, governor: notTold, availableGovernors: notTold };
  return { kind, cpus, cores: 1, threads: 1, ...told, energyPreference: notTold, availableEnergyPreferences: notTold };
}

/** Only what these tests look at. */
export function processor(facts: ProcessorFacts = {}): Pick<HardwareInventory, 'cpu'> {
  const { threads = 2, caches = twoCores, clusters = [], nodes = [['0-1', 2 ** 34]] } = facts;
  const cpu = {
    threads: threads === null ? notTold : ok(threads),
    caches:
      caches === null
        ? absent('no cache folder in /sys')
        : ok(caches.map(([level, sizeBytes, instances]) => ({ level, type: 'data', sizeBytes, instances, sharedBy: 1 }))),
    clusters: ok(clusters.map(([kind, cpus]) => clusterOf(kind, cpus))),
    numaNodes: ok(
      nodes.map(([cpus, memoryBytes], node) => ({
        node,
        cpus,
        memoryBytes: memoryBytes === 0 ? notTold : ok(memoryBytes),
        distances: [10],
      })),
    ),
  };
  return { cpu: cpu as unknown as HardwareInventory['cpu'] };
}

const noScratch: ScratchPort = { open: () => Promise.reject(new Error('kernels write no files')) };

export function kernelContext(host: Host, facts: ProcessorFacts = {}, kernels: ProgramLocation | null = fakeProgram): TestContext {
  return {
    host,
    inventory: processor(facts) as HardwareInventory,
    scratch: noScratch,
    programs: { kernels, graphics: null, mlFolder: null },
    parameters: { folder: null, peer: null, python: null },
    signal: new AbortController().signal,
  };
}

export const fakeProgram: ProgramLocation = { command: '/opt/hecate/bin/hecate-kernels', args: [] };
