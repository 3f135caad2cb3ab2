/** Disk workloads in which a setting of the kernel can matter; they are goals of a proof. By fio. */
import { type FioJobs, fioSide } from '../../parse/fio.ts';
import type { BenchmarkTest, RoundResult, TestContext } from '../../suite/test.ts';
import { type DiskFile, diskNeeds, openDiskFile } from './diskFile.ts';
import { chooseEngine, type FioJob, type FioOptions, runFio } from './fioRun.ts';
import { beside, headline, programTest, type StartedProgram } from './programTest.ts';
import { type FoundTool, fio } from './tools.ts';

const mebibyte = 1024 ** 2;
const fileBytes = 512 * mebibyte;

/** Opens the file, and has it removed when anything goes wrong before the first round. */
async function withFile(
  context: TestContext,
  testId: string,
  fill: boolean,
  work: (file: DiskFile) => Promise<Omit<StartedProgram, 'dispose'>>,
): Promise<StartedProgram> {
  const file = await openDiskFile(context, testId, fileBytes, fill);
  try {
    const started = await work(file);
    return { label: file.label, ...started, parameters: { ...file.parameters, ...started.parameters }, dispose: () => file.remove() };
  } catch (error) {
    await file.remove();
    throw error;
  }
}

interface Workload {
  readonly common: FioOptions;
  readonly jobs: readonly FioJob[];
  readonly values: (jobs: FioJobs) => RoundResult['values'];
}

function rounds(context: TestContext, tool: FoundTool, file: DiskFile, workload: Workload): StartedProgram['round'] {
  return async (signal) => ({ values: workload.values(await runFio(context.host, tool, file, signal, workload.common, workload.jobs)) });
}

const shared = {
  alsoNeeds: diskNeeds,
  version: 1,
  area: 'disk',
  tool: fio,
  scratchBytes: fileBytes,
  // Most of these write: more rounds would say little more, and wear the disk out.
  rounds: { warmUp: 1, minimum: 5, maximum: 30 },
} as const;

export const diskColdRead: BenchmarkTest = programTest({
  ...shared,
  id: 'disk.coldRead',
  title: 'Read of a file that is not in memory',
  groups: ['full'],
  method:
    'The file’s pages are dropped from memory (POSIX_FADV_DONTNEED), then fio reads its 512 MiB once from front to back in blocks of 64 KiB through the cache, without telling the kernel its intention, so that the kernel’s own read-ahead decides. The first round is thrown away.',
  seconds: 15,
  metrics: [headline('read', 'Read of a cold file', 'MB/s', 'higher')],
  start: (context, tool) =>
    withFile(context, 'disk.coldRead', true, (file) =>
      Promise.resolve({
        parameters: { blockKiB: 64 },
        round: rounds(context, tool, file, {
          // Without fadvise_hint=0 fio announces a sequential read, for which the kernel doubles the read-ahead.
          common: { size: fileBytes, direct: 0, ioengine: 'psync', bs: '64k', invalidate: 1, fadvise_hint: 0 },
          jobs: [{ name: 'cold', options: { rw: 'read' } }],
          values: (jobs) => ({ read: fioSide(jobs, 'cold', 'read').bytesPerSecond / 1e6 }),
        }),
      }),
    ),
});

export const diskMixed: BenchmarkTest = programTest({
  ...shared,
  id: 'disk.mixed',
  title: 'Small reads while a large file is written',
  groups: ['full'],
  method:
    'fio reads blocks of 4 KiB in random order, 8 at a time, while a second job overwrites the same file from front to back in blocks of 1 MiB, 16 at a time, both past the cache (O_DIRECT), for 1200 ms after 300 ms that do not count. It writes as fast as the disk takes it, because reads beside a slower writer are another figure: 1.5 s of its full speed in each round, several GB on fast flash. The first round is thrown away.',
  seconds: 20,
  metrics: [
    headline('reads', 'Small reads beside a writer', 'IOPS', 'higher'),
    beside('readP99', 'Small reads: 99 % are faster than', 'µs', 'lower'),
    beside('write', 'Writer beside small reads', 'MB/s', 'higher'),
  ],
  start: (context, tool) =>
    withFile(context, 'disk.mixed', true, async (file) => {
      const ioengine = await chooseEngine(context, tool, file);
      return {
        parameters: { ioengine, readDepth: 8, writeDepth: 16 },
        round: rounds(context, tool, file, {
          common: {
            size: fileBytes,
            direct: 1,
            ioengine,
            time_based: 1,
            runtime: '1200ms',
            ramp_time: '300ms',
            norandommap: 1,
            randrepeat: 0,
          },
          jobs: [
            { name: 'reader', options: { rw: 'randread', bs: '4k', iodepth: 8 } },
            { name: 'writer', options: { rw: 'write', bs: '1M', iodepth: 16 } },
          ],
          values(jobs) {
            const reader = fioSide(jobs, 'reader', 'read');
            return {
              reads: reader.operationsPerSecond,
              readP99: reader.p99Ns / 1000,
              write: fioSide(jobs, 'writer', 'write').bytesPerSecond / 1e6,
            };
          },
        }),
      };
    }),
});

export const diskBurst: BenchmarkTest = programTest({
  ...shared,
  id: 'disk.burst',
  title: 'Burst of writes through the cache',
  groups: ['full'],
  method:
    'fio writes a new file of 512 MiB through the cache in blocks of 1 MiB. What counts is the time until the last write came back; how long the disk then takes to have it all (fsync) is measured beside it. The file is removed after each round. The first round is thrown away.',
  seconds: 15,
  metrics: [
    headline('write', 'Burst of writes', 'MB/s', 'higher'),
    beside('total', 'Burst of writes until it is on the disk', 'MB/s', 'higher'),
  ],
  start: (context, tool) =>
    withFile(context, 'disk.burst', false, (file) =>
      Promise.resolve({
        parameters: { blockKiB: 1024 },
        round: rounds(context, tool, file, {
          common: { size: fileBytes, direct: 0, ioengine: 'psync', bs: '1M', fallocate: 'none', end_fsync: 1, unlink: 1 },
          jobs: [{ name: 'burst', options: { rw: 'write' } }],
          values(jobs) {
            const side = fioSide(jobs, 'burst', 'write');
            // Its run time has the fsync in it; the latencies are those of the writes alone.
            const writeSeconds = (side.meanLatencyNs * side.operations) / 1e9;
            return { write: side.bytes / 1e6 / writeSeconds, total: side.bytes / 1e3 / side.runtimeMs };
          },
        }),
      }),
    ),
});
