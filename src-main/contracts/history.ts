/** Figures over time: the last 15 minutes by the second, a week by the minute, a year by the quarter of an hour. */
import { z } from 'zod';
import { call, defineContract } from './kit/define.ts';

const unixMs = z.number().describe('Wall clock, milliseconds since 1970');
const values = z.array(z.number().nullable()).describe('One per step; null where nothing was measured');

export const maxSeriesPerRange = 64;
export const maxPointsPerRange = 4000;

export const historySeries = z.object({
  id: z.string().describe('Metric, and after a slash the device: disk.readBytesPerSecond/sda'),
  metric: z.string().describe('Id in the list of metrics'),
  instance: z.string().describe('Device, file system, sensor or CPU; empty for the whole machine'),
  firstAt: unixMs,
  lastAt: unixMs,
});
export type HistorySeries = z.infer<typeof historySeries>;

export const historyTier = z.enum(['second', 'minute', 'quarter']);

export const historyRange = z.object({
  tier: historyTier.describe('Resolution of what it was made from'),
  fromMs: unixMs.describe('Start of the first step'),
  stepMs: z.number().positive(),
  count: z.number().int().nonnegative(),
  series: z.array(z.object({ id: z.string(), min: values, mean: values, max: values })),
});
export type HistoryRange = z.infer<typeof historyRange>;

export const historyStatus = z.object({
  tiers: z.array(z.object({ tier: historyTier, stepMs: z.number(), keepMs: z.number(), oldestAt: unixMs.nullable() })),
  seriesCount: z.number().int().nonnegative(),
  diskBytes: z.number().nonnegative(),
  maxBytes: z.number().positive(),
  file: z.string().nullable().describe('null when history is kept in memory only'),
  writing: z.boolean(),
  problem: z.string().nullable().describe('Why nothing is written, in plain words'),
});
export type HistoryStatus = z.infer<typeof historyStatus>;

export const historyContract = defineContract({
  name: 'history',
  title: 'Figures over time',
  description: 'Kept by the monitor, with minimum, mean and maximum of every step, so that peaks survive.',
  members: {
    series: call({
      title: 'Which figures are kept',
      description: 'Every series that has at least one point.',
      scope: 'read',
      input: z.object({}),
      output: z.object({ series: z.array(historySeries) }),
    }),
    range: call({
      title: 'Figures between two times',
      description:
        'The finest resolution that reaches back far enough, or a coarser one that is fine enough, reduced to at most `points` steps.',
      scope: 'read',
      input: z.object({
        series: z.array(z.string().min(1).max(300)).min(1).max(maxSeriesPerRange),
        fromMs: unixMs,
        toMs: unixMs,
        points: z.number().int().min(1).max(maxPointsPerRange).describe('Upper limit of the number of steps'),
      }),
      output: historyRange,
    }),
    status: call({
      title: 'How much is kept',
      description: 'Reach of each resolution, size on disk and whether writing works.',
      scope: 'read',
      input: z.object({}),
      output: historyStatus,
    }),
    clear: call({
      title: 'Forget the past',
      description: 'Removes everything that is kept, in memory and on disk. Recording goes on.',
      scope: 'write',
      input: z.object({}),
      output: historyStatus,
    }),
  },
});
