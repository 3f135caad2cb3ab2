/** Small reads and writes all over a file past the cache, by fio. */
import type { BenchmarkGroup, MetricInfo } from '../../../../contracts/benchmarkResult.ts';
import { fioSide } from '../../parse/fio.ts';
import type { BenchmarkTest } from '../../suite/test.ts';
import { diskNeeds, openDiskFile } from './diskFile.ts';
import { chooseEngine, type FioJob, runFio } from './fioRun.ts';
import { beside, headline, programTest } from './programTest.ts';
import { fio } from './tools.ts';

interface RandomSize {
  readonly id: string;
  readonly title: string;
  readonly groups: readonly BenchmarkGroup[];
  readonly fileMiB: number;
  readonly seconds: number;
}

interface RandomCase {
  readonly id: string;
  readonly direction: 'read' | 'write';
  readonly depth: number;
}

const mebibyte = 1024 ** 2;
const measureMs = 600;
const rampMs = 150;
/** Writes of one case end here: a benchmark must not wear the disk out. */
const writtenMiB = 256;

const cases: readonly RandomCase[] = [
  { id: 'readQd1', direction: 'read', depth: 1 },
  { id: 'readQd32', direction: 'read', depth: 32 },
  { id: 'writeQd1', direction: 'write', depth: 1 },
  { id: 'writeQd32', direction: 'write', depth: 32 },
];

/** IOPS count: fio keeps latencies in classes 1.6 % wide, which is coarser than the interval that is aimed at. */
const metrics: readonly MetricInfo[] = cases.flatMap(({ id, direction, depth }) => {
  const title = `4 KiB ${direction}, ${String(depth)} at a time`;
  return [
    headline(`${id}Iops`, title, 'IOPS', 'higher'),
    beside(`${id}P50`, `${title}: median latency`, 'µs', 'lower'),
    beside(`${id}P99`, `${title}: 99 % are faster than`, 'µs', 'lower'),
    beside(`${id}P999`, `${title}: 99.9 % are faster than`, 'µs', 'lower'),
  ];
});

const randomJobs: readonly FioJob[] = cases.map(({ id, direction, depth }, index) => ({
  name: id,
  options: {
    ...(index === 0 ? {} : { stonewall: 1 }),
    rw: `rand${direction}`,
    iodepth: depth,
    runtime: `${String(measureMs)}ms`,
    ...(direction === 'read' ? { time_based: 1, ramp_time: `${String(rampMs)}ms` } : { io_size: `${String(writtenMiB)}M` }),
  },
}));

function randomTest(size: RandomSize): BenchmarkTest {
  const fileBytes = size.fileMiB * mebibyte;
  return programTest({
    ...size,
    version: 1,
    area: 'disk',
    tool: fio,
    method:
      `fio reads, then writes blocks of 4 KiB in random order in a file of ${String(size.fileMiB)} MiB of random bytes, past the cache (O_DIRECT), one at a time and 32 at a time, ` +
      `for ${String(measureMs)} ms each; the first ${String(rampMs)} ms of reading do not count, and a case writes ${String(writtenMiB)} MiB at most. Latency is that from submission to completion. The first round is thrown away.`,
    scratchBytes: fileBytes,
    alsoNeeds: diskNeeds,
    metrics,
    rounds: { warmUp: 1, minimum: 5, maximum: 15 },
    async start(context, tool) {
      const file = await openDiskFile(context, size.id, fileBytes);
      try {
        const ioengine = await chooseEngine(context, tool, file);
        return {
          label: file.label,
          parameters: { ...file.parameters, ioengine, blockKiB: 4 },
          async round(signal) {
            const common = { size: fileBytes, direct: 1, ioengine, bs: '4k', norandommap: 1, randrepeat: 0 };
            const jobs = await runFio(context.host, tool, file, signal, common, randomJobs);
            const values = cases.flatMap(({ id, direction }) => {
              const side = fioSide(jobs, id, direction);
              return [
                [`${id}Iops`, side.operationsPerSecond],
                [`${id}P50`, side.p50Ns / 1000],
                [`${id}P99`, side.p99Ns / 1000],
                [`${id}P999`, side.p999Ns / 1000],
              ] as const;
            });
            return { values: Object.fromEntries(values) };
          },
          dispose: () => file.remove(),
        };
      } catch (error) {
        await file.remove();
        throw error;
      }
    },
  });
}

export const diskRandom = randomTest({
  id: 'disk.random',
  title: 'Random reads and writes',
  // Four workloads with enough rounds for an interval do not fit into a quick run.
  groups: ['standard', 'full'],
  fileMiB: 512,
  seconds: 22,
});

/** More than the tables that a disk keeps in its own memory cover. */
export const diskRandomLarge = randomTest({
  id: 'disk.randomLarge',
  title: 'Random reads and writes, large file',
  groups: ['full'],
  fileMiB: 4096,
  seconds: 65,
});
