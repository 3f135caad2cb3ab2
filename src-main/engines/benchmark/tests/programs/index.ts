/** Tests that drive proven programs. Those without a group are goals of a proof. */
import type { BenchmarkTest } from '../../suite/test.ts';
import { diskRandom, diskRandomLarge } from './diskRandom.ts';
import { diskSequential, diskSequentialLarge } from './diskSequential.ts';
import { diskBurst, diskColdRead, diskMixed } from './diskWorkloads.ts';
import { networkLoopback, networkPeer, networkUdpBurst } from './network.ts';
import { cpuCompress, cpuCompressSingle, cpuCrypto, cpuCryptoMulti, cpuHash } from './processor.ts';
import { schedulerCyclictest } from './scheduler.ts';

export const programTests: readonly BenchmarkTest[] = [
  cpuCrypto,
  cpuCryptoMulti,
  cpuCompressSingle,
  cpuCompress,
  cpuHash,
  diskSequential,
  diskSequentialLarge,
  diskRandom,
  diskRandomLarge,
  diskColdRead,
  diskMixed,
  diskBurst,
  networkLoopback,
  networkUdpBurst,
  networkPeer,
  schedulerCyclictest,
];
