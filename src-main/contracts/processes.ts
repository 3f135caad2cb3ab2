/** Processes and control groups: who uses the machine, and the little that may be done to them. */
import { z } from 'zod';
import { call, defineContract, event } from './kit/define.ts';
import { planRecord } from './plan.ts';
import { cpuList, ioPriority, niceValue, processId as pid, processSignal, processStartTicks as startTicks } from './processValues.ts';

const numbers = z.array(z.number());
const known = z.array(z.number().nullable());

/** One array per column: ten thousand rows as objects would be three times the bytes. */
export const processTable = z.object({
  at: z.number().describe('Wall clock, milliseconds since 1970'),
  intervalMs: z.number().nullable().describe('Time that the rates are over; null on the first table'),
  count: z.number().int().nonnegative(),
  pid: numbers,
  parentPid: numbers,
  startTicks: numbers,
  name: z.array(z.string()),
  command: z.array(z.string()).describe('Command line with single spaces, cut at 256 characters; the name in brackets for a kernel thread'),
  user: z.array(z.string()),
  state: z.array(z.string()).describe('One letter, as in proc_pid_stat(5)'),
  cpuPercent: known.describe('100 is one CPU; null on the first sight of a process'),
  memoryBytes: numbers.describe('Resident set'),
  readBytesPerSecond: known.describe('null where only root may know'),
  writeBytesPerSecond: known,
  gpuMemoryBytes: known.describe('null where the driver does not say'),
  threads: numbers,
  nice: numbers,
  cgroup: z.array(z.string()).describe('Innermost name that says something: a service, a container, a session'),
  hidden: z.boolean().describe('The kernel hides the processes of other users (hidepid)'),
});
export type ProcessTable = z.infer<typeof processTable>;

export const processDetail = z.object({
  pid,
  startTicks,
  startedAt: z.number().describe('Wall clock, milliseconds since 1970'),
  parentPid: z.number().int().nonnegative(),
  name: z.string(),
  command: z.array(z.string()),
  executable: z.string().nullable(),
  workingFolder: z.string().nullable(),
  user: z.string(),
  state: z.string(),
  threads: z.number().int(),
  nice: z.number().int(),
  ioPriority: z.object({ class: z.enum(['none', 'realtime', 'best-effort', 'idle']), level: z.number().int().min(0).max(7) }).nullable(),
  affinity: z.string().nullable().describe('CPUs it may run on, as a list: 0-3,8'),
  oomScoreAdjust: z.number().int().nullable(),
  openFiles: z.number().int().nonnegative().nullable(),
  memory: z.object({
    residentBytes: z.number(),
    proportionalBytes: z.number().nullable().describe('Shared pages counted by share (PSS); null where only root may know'),
    sharedBytes: z.number().nullable(),
    swapBytes: z.number().nullable(),
    virtualBytes: z.number(),
  }),
  io: z.object({ readBytes: z.number(), writeBytes: z.number() }).nullable(),
  cpuSeconds: z.object({ user: z.number(), system: z.number() }),
  cgroup: z.string().nullable(),
  gpuMemoryBytes: z.number().nullable(),
});
export type ProcessDetail = z.infer<typeof processDetail>;

export const groupSample = z.object({
  path: z.string().describe('Below /sys/fs/cgroup'),
  name: z.string(),
  kind: z.enum(['service', 'scope', 'slice', 'container', 'other']),
  cpuPercent: z.number().nonnegative().nullable(),
  memoryBytes: z.number().nonnegative().nullable(),
  readBytesPerSecond: z.number().nonnegative().nullable(),
  writeBytesPerSecond: z.number().nonnegative().nullable(),
  processes: z.number().int().nonnegative().nullable(),
});

export const groupTable = z.object({
  at: z.number(),
  intervalMs: z.number().nullable(),
  groups: z.array(groupSample),
  why: z.string().nullable().describe('Why there are none'),
});
export type GroupTable = z.infer<typeof groupTable>;

const target = { pid, startTicks: startTicks.describe('From the table; refused when the pid belongs to another process by now') };

export { processSignal };

export const processAdjustment = z.object({
  nice: niceValue.optional(),
  ioPriority: ioPriority.optional(),
  affinity: cpuList.optional(),
});
export type ProcessAdjustment = z.infer<typeof processAdjustment>;

export const processesContract = defineContract({
  name: 'processes',
  title: 'Processes',
  description: 'Who uses the machine, by process and by service, and what may be done about it.',
  members: {
    list: call({
      title: 'All processes, once',
      description: 'Two sweeps a moment apart, so that rates are real.',
      scope: 'read',
      input: z.object({ overMs: z.number().int().min(200).max(10_000).default(1000) }),
      output: processTable,
    }),
    detail: call({
      title: 'One process',
      description: 'What can be known about it; what only root may see is null.',
      scope: 'read',
      input: z.object(target),
      output: processDetail,
    }),
    groups: call({
      title: 'Services and containers, once',
      description: 'Control groups with their use of CPU, memory and disks.',
      scope: 'read',
      input: z.object({ overMs: z.number().int().min(200).max(10_000).default(1000) }),
      output: groupTable,
    }),
    signal: call({
      title: 'Signal a process',
      description: "By the user's own right where that is enough, else as a Plan through the executor.",
      scope: 'write',
      input: z.object({ ...target, signal: processSignal }),
      output: z.object({ way: z.enum(['own', 'plan']), record: planRecord.nullable(), ended: z.boolean().describe('The process is gone') }),
    }),
    adjust: call({
      title: 'Priority and CPUs of a process',
      description:
        "Nice value, I/O priority and CPU affinity; by the user's own right where that is enough, else as a Plan that can be undone.",
      scope: 'write',
      input: z.object({ ...target, change: processAdjustment }),
      output: z.object({ way: z.enum(['own', 'plan']), record: planRecord.nullable(), detail: processDetail }),
    }),
    table: event({
      title: 'Process table',
      description: 'Every two seconds while somebody is subscribed; the kernel is not asked otherwise.',
      scope: 'read',
      payload: processTable,
    }),
    groupTable: event({
      title: 'Services and containers',
      description: 'Every two seconds while somebody is subscribed.',
      scope: 'read',
      payload: groupTable,
    }),
  },
});
