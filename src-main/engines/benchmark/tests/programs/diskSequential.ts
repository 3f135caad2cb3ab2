/** Large reads and writes past the cache, by fio. */
import type { BenchmarkGroup } from '../../../../contracts/benchmarkResult.ts';
import { fioSide } from '../../parse/fio.ts';
import type { BenchmarkTest } from '../../suite/test.ts';
import { diskNeeds, openDiskFile } from './diskFile.ts';
import { chooseEngine, type FioJob, runFio } from './fioRun.ts';
import { headline, programTest } from './programTest.ts';
import { fio } from './tools.ts';

interface SequentialSize {
  readonly id: string;
  readonly title: string;
  readonly groups: readonly BenchmarkGroup[];
  readonly fileMiB: number;
  readonly seconds: number;
}

const mebibyte = 1024 ** 2;
const queueDepth = 8;
const readMs = 600;
const rampMs = 150;
const writeLimitMs = 1500;
/** Writes of one round end here, however fast the disk is: a benchmark must not wear it out. */
const writtenMiB = 1024;

const metrics = [headline('read', 'Sequential read', 'MB/s', 'higher'), headline('write', 'Sequential write', 'MB/s', 'higher')] as const;

function sequentialTest(size: SequentialSize): BenchmarkTest {
  const fileBytes = size.fileMiB * mebibyte;
  return programTest({
    ...size,
    version: 2,
    area: 'disk',
    tool: fio,
    method:
      `fio reads, then writes a file of ${String(size.fileMiB)} MiB of random bytes from front to back in blocks of 1 MiB with ${String(queueDepth)} of them in flight, past the cache (O_DIRECT). ` +
      `Each round reads for ${String(readMs)} ms after ${String(rampMs)} ms that do not count, and writes ${String(writtenMiB)} MiB at most; the disk’s own cache takes part. The first round is thrown away.`,
    scratchBytes: fileBytes,
    alsoNeeds: diskNeeds,
    metrics,
    rounds: { warmUp: 1, minimum: 6, maximum: 15 },
    async start(context, tool) {
      const file = await openDiskFile(context, size.id, fileBytes);
      try {
        const ioengine = await chooseEngine(context, tool, file);
        return {
          label: file.label,
          parameters: { ...file.parameters, ioengine, blockKiB: 1024, queueDepth },
          async round(signal) {
            const common = { size: fileBytes, direct: 1, ioengine, bs: '1M', iodepth: queueDepth };
            const jobs = await runFio(context.host, tool, file, signal, common, sequentialJobs);
            return {
              values: {
                read: fioSide(jobs, 'read', 'read').bytesPerSecond / 1e6,
                write: fioSide(jobs, 'write', 'write').bytesPerSecond / 1e6,
              },
            };
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

const sequentialJobs: readonly FioJob[] = [
  { name: 'read', options: { rw: 'read', time_based: 1, runtime: `${String(readMs)}ms`, ramp_time: `${String(rampMs)}ms` } },
  { name: 'write', options: { stonewall: 1, rw: 'write', runtime: `${String(writeLimitMs)}ms`, io_size: `${String(writtenMiB)}M` } },
];

export const diskSequential = sequentialTest({
  id: 'disk.sequential',
  title: 'Sequential reads and writes',
  groups: ['quick', 'standard', 'full'],
  fileMiB: 512,
  seconds: 18,
});

/** Beyond the fast part of a disk that keeps one for short writes. */
export const diskSequentialLarge = sequentialTest({
  id: 'disk.sequentialLarge',
  title: 'Sequential reads and writes, large file',
  groups: ['full'],
  fileMiB: 4096,
  seconds: 60,
});
