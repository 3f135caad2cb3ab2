/**
 * Live figures. Rates come from counters and monotonic time; `null` in a frame
 * means "not measured in this interval" and `absent` lists what this machine
 * does not have, with the reason.
 */
import { z } from 'zod';
import { call, defineContract, event } from './kit/define.ts';

const percent = z.number().min(0).max(100);
const rate = z.number().nonnegative().nullable();

export const cpuSample = z.object({
  busyPercent: percent.nullable().describe('All CPUs together; null on the first frame'),
  userPercent: percent.nullable(),
  systemPercent: percent.nullable(),
  iowaitPercent: percent.nullable(),
  stealPercent: percent.nullable(),
  perCpuBusyPercent: z.array(percent.nullable()),
  frequencyMHz: z.array(z.number().nullable()).describe('Per logical CPU; empty where the kernel does not say'),
  load1: z.number().nullable(),
  load5: z.number().nullable(),
  load15: z.number().nullable(),
  runnable: z.number().int().nullable(),
});

export const memorySample = z.object({
  totalBytes: z.number().nullable(),
  usedBytes: z.number().nullable().describe('total - available'),
  availableBytes: z.number().nullable(),
  cachedBytes: z.number().nullable(),
  dirtyBytes: z.number().nullable(),
  swapTotalBytes: z.number().nullable(),
  swapUsedBytes: z.number().nullable(),
});

const pressureLine = z.object({ avg10: percent, avg60: percent, avg300: percent, totalMicroseconds: z.number() }).nullable();
export const pressureSample = z.object({ some: pressureLine, full: pressureLine });

export const diskSample = z.object({
  name: z.string(),
  readBytesPerSecond: rate,
  writeBytesPerSecond: rate,
  readsPerSecond: rate,
  writesPerSecond: rate,
  busyPercent: percent.nullable(),
  queueDepth: z.number().nullable(),
});

export const networkSample = z.object({
  name: z.string(),
  receiveBytesPerSecond: rate,
  sendBytesPerSecond: rate,
  errorsPerSecond: rate,
  dropsPerSecond: rate,
});

export const temperatureSample = z.object({
  id: z.string().describe('Stable: chip and label'),
  chip: z.string(),
  label: z.string(),
  tempC: z.number(),
  criticalC: z.number().nullable(),
});

export const monitorFrame = z.object({
  sequence: z.number().int().nonnegative(),
  at: z.number().describe('Wall clock, milliseconds since 1970'),
  intervalMs: z.number().nullable().describe('Monotonic time since the previous frame; null on the first'),
  gap: z.boolean().describe('Something was missed before this frame: suspend, or a stalled process'),
  cpu: cpuSample,
  memory: memorySample,
  pressure: z.object({ cpu: pressureSample.nullable(), memory: pressureSample.nullable(), io: pressureSample.nullable() }),
  disks: z.array(diskSample),
  networks: z.array(networkSample),
  temperatures: z.array(temperatureSample),
  absent: z.array(z.object({ what: z.string(), why: z.string() })),
});
export type MonitorFrame = z.infer<typeof monitorFrame>;

export const monitorContract = defineContract({
  name: 'monitor',
  title: 'Monitor',
  description: 'The resident sampler: one frame per interval, and a short history in memory.',
  members: {
    hello: call({
      title: 'Who is there',
      description: 'Version, process id and interval.',
      scope: 'read',
      input: z.object({}),
      output: z.object({ version: z.string(), pid: z.number().int(), intervalMs: z.number(), clients: z.number().int() }),
    }),
    snapshot: call({
      title: 'Latest frame',
      description: 'The newest frame at once, without subscribing.',
      scope: 'read',
      input: z.object({}),
      output: monitorFrame,
    }),
    recent: call({
      title: 'Recent frames',
      description: 'Frames in memory, oldest first, at most the last 15 minutes.',
      scope: 'read',
      input: z.object({ seconds: z.number().int().min(1).max(900) }),
      output: z.object({ frames: z.array(monitorFrame) }),
    }),
    frame: event({
      title: 'Frame',
      description: 'Sent once per interval to each subscriber; a slow reader misses frames, nobody else notices.',
      scope: 'read',
      payload: monitorFrame,
    }),
  },
});
