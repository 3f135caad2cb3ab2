/** The JSON of fio 3 (`--output-format=json`), see fio(1), "JSON output". Pure. */
import { z } from 'zod';
import { badOutput, figure, readJson } from './programOutput.ts';

/** One direction of one job. */
export interface FioSide {
  readonly bytes: number;
  /** Time in which it was done, with an fsync at the end when one was asked for. */
  readonly runtimeMs: number;
  readonly bytesPerSecond: number;
  readonly operationsPerSecond: number;
  readonly operations: number;
  /** From submission to completion. */
  readonly meanLatencyNs: number;
  readonly p50Ns: number;
  readonly p99Ns: number;
  readonly p999Ns: number;
}

const percentiles = z.object({ '50.000000': figure, '99.000000': figure, '99.900000': figure });
const side = z.object({
  io_bytes: figure,
  runtime: figure,
  bw_bytes: figure,
  iops: figure,
  lat_ns: z.object({ mean: figure, N: figure }),
  // An idle side has no percentiles.
  clat_ns: z.object({ percentile: percentiles.optional() }),
});
const job = z.object({ jobname: z.string().max(256), error: z.number().int(), read: side, write: side });
const report = z.object({ jobs: z.array(job).min(1).max(64) });

export type FioJobs = z.infer<typeof report>['jobs'];

/** @throws AppError proof.measureFailed that names what is missing */
export function parseFio(text: string): FioJobs {
  return readJson('fio', text, report).jobs;
}

/** What the job of this name did in one direction. @throws AppError proof.measureFailed when it did nothing */
export function fioSide(jobs: FioJobs, name: string, direction: 'read' | 'write'): FioSide {
  const found = jobs.find(({ jobname }) => jobname === name);
  if (found === undefined) throw badOutput('fio', `the job ${name} is missing`);
  if (found.error !== 0) throw badOutput('fio', `the job ${name} ended with error ${String(found.error)}`);
  const { io_bytes, runtime, bw_bytes, iops, lat_ns, clat_ns } = found[direction];
  const { percentile } = clat_ns;
  const idle = io_bytes === 0 || runtime === 0 || bw_bytes === 0 || lat_ns.mean === 0 || lat_ns.N === 0;
  if (idle || percentile === undefined) throw badOutput('fio', `${name} did not ${direction} anything`);
  return {
    bytes: io_bytes,
    runtimeMs: runtime,
    bytesPerSecond: bw_bytes,
    operationsPerSecond: iops,
    operations: lat_ns.N,
    meanLatencyNs: lat_ns.mean,
    p50Ns: percentile['50.000000'],
    p99Ns: percentile['99.000000'],
    p999Ns: percentile['99.900000'],
  };
}
