/**
 * Live figures. Rates come from counters and monotonic time; `null` in a frame
 * means "not measured in this interval" and `absent` lists what this machine
 * does not have, with the reason.
 */
import { z } from 'zod';
import { call, defineContract, event } from './kit/define.ts';

const percent = z.number().min(0).max(100);
const rate = z.number().nonnegative().nullable();
const bytes = z.number().nonnegative().nullable();
const measured = z.number().nullable();

export const cpuSample = z.object({
  busyPercent: percent.nullable().describe('All CPUs together; null on the first frame'),
  userPercent: percent.nullable(),
  systemPercent: percent.nullable().describe('Kernel, including interrupts'),
  iowaitPercent: percent.nullable(),
  stealPercent: percent.nullable().describe('Taken by the hypervisor for somebody else'),
  perCpuBusyPercent: z.array(percent.nullable()),
  perCpuUserPercent: z.array(percent.nullable()),
  perCpuSystemPercent: z.array(percent.nullable()),
  perCpuIowaitPercent: z.array(percent.nullable()),
  perCpuStealPercent: z.array(percent.nullable()),
  frequencyMHz: z.array(z.number().nullable()).describe('Per logical CPU; empty where the kernel does not say'),
  load1: measured,
  load5: measured,
  load15: measured,
  runnable: z.number().int().nullable(),
  threads: z.number().int().nullable().describe('All threads of all processes'),
  blocked: z.number().int().nullable().describe('Processes that wait for a disk'),
  contextSwitchesPerSecond: rate,
  interruptsPerSecond: rate,
  forksPerSecond: rate,
  throttlesPerSecond: rate.describe('Times that a core slowed itself down because of heat; null where the kernel does not count'),
});

export const memorySample = z.object({
  totalBytes: bytes,
  usedBytes: bytes.describe('total - available'),
  availableBytes: bytes,
  freeBytes: bytes,
  buffersBytes: bytes,
  cachedBytes: bytes,
  sharedBytes: bytes,
  slabBytes: bytes,
  dirtyBytes: bytes,
  writebackBytes: bytes,
  anonymousHugeBytes: bytes.describe('Transparent huge pages in use by programs'),
  swapTotalBytes: bytes,
  swapUsedBytes: bytes,
  swapInBytesPerSecond: rate,
  swapOutBytesPerSecond: rate,
  majorFaultsPerSecond: rate,
  oomKillsPerSecond: rate,
  hugePageBytes: bytes.describe('Size of one reserved huge page'),
  hugePagesTotal: z.number().int().nonnegative().nullable(),
  hugePagesFree: z.number().int().nonnegative().nullable(),
  zram: z
    .object({ originalBytes: z.number().nonnegative(), compressedBytes: z.number().nonnegative(), usedBytes: z.number().nonnegative() })
    .nullable()
    .describe('All zram devices together; null where there is none in use'),
});

const pressureLine = z.object({ avg10: percent, avg60: percent, avg300: percent, totalMicroseconds: z.number() }).nullable();
export const pressureSample = z.object({ some: pressureLine, full: pressureLine });

export const diskSample = z.object({
  name: z.string(),
  readBytesPerSecond: rate,
  writeBytesPerSecond: rate,
  readsPerSecond: rate,
  writesPerSecond: rate,
  readLatencyMs: rate.describe('Mean time of the reads that ended in this interval; null when none did'),
  writeLatencyMs: rate,
  busyPercent: percent.nullable(),
  queueDepth: z.number().nullable(),
  tempC: z.number().nullable(),
  health: z.enum(['passed', 'failing']).nullable().describe("The disk's own verdict (SMART); null where it cannot be read"),
  wearPercent: z.number().nonnegative().nullable().describe('Share of its rated writes that an SSD has used'),
});

export const filesystemSample = z.object({
  mountPoint: z.string(),
  device: z.string(),
  type: z.string(),
  totalBytes: z.number().nonnegative(),
  usedBytes: z.number().nonnegative(),
  availableBytes: z.number().nonnegative().describe('For an ordinary user'),
  usedPercent: percent.nullable().describe('used / (used + available), as df(1) counts'),
  inodesUsedPercent: percent.nullable(),
  readOnly: z.boolean(),
});

export const networkSample = z.object({
  name: z.string(),
  kind: z.enum(['wired', 'wireless', 'virtual', 'loopback']),
  up: z.boolean().nullable(),
  linkMegabitsPerSecond: z.number().positive().nullable(),
  receiveBytesPerSecond: rate,
  sendBytesPerSecond: rate,
  receivePacketsPerSecond: rate,
  sendPacketsPerSecond: rate,
  errorsPerSecond: rate,
  dropsPerSecond: rate,
});

const sensor = { id: z.string().describe('Stable: chip and label'), chip: z.string(), label: z.string() };
export const temperatureSample = z.object({ ...sensor, tempC: z.number(), criticalC: z.number().nullable() });
export const fanSample = z.object({ ...sensor, rpm: z.number().nonnegative() });
export const powerSample = z.object({
  ...sensor,
  powerW: z.number().nonnegative().nullable(),
  source: z.enum(['hwmon', 'rapl']).describe('rapl: from an energy counter of the processor'),
});

export const batterySample = z.object({
  name: z.string(),
  state: z.enum(['charging', 'discharging', 'full', 'notCharging', 'unknown']),
  chargePercent: percent.nullable(),
  powerW: z.number().nonnegative().nullable(),
  energyWh: z.number().nonnegative().nullable(),
  fullWh: z.number().nonnegative().nullable(),
  designWh: z.number().nonnegative().nullable(),
  cycles: z.number().int().nonnegative().nullable(),
});

export const gpuSample = z.object({
  id: z.string().describe('PCI address, or the name of the card where it has none'),
  card: z.string(),
  vendor: z.enum(['nvidia', 'amd', 'intel', 'other']),
  driver: z.string().nullable(),
  asleep: z.boolean().describe('In runtime suspend: nothing else is read, because reading would wake it'),
  busyPercent: percent.nullable(),
  memoryBusyPercent: percent.nullable(),
  vramUsedBytes: bytes,
  vramTotalBytes: bytes,
  tempC: z.number().nullable(),
  powerW: z.number().nonnegative().nullable(),
  powerCapW: z.number().nonnegative().nullable(),
  clockMHz: z.number().nonnegative().nullable(),
  memoryClockMHz: z.number().nonnegative().nullable(),
  fanRpm: z.number().nonnegative().nullable(),
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
  filesystems: z.array(filesystemSample),
  networks: z.array(networkSample),
  temperatures: z.array(temperatureSample),
  fans: z.array(fanSample),
  powers: z.array(powerSample),
  batteries: z.array(batterySample),
  gpus: z.array(gpuSample),
  absent: z.array(z.object({ what: z.string(), why: z.string() })),
});
export type MonitorFrame = z.infer<typeof monitorFrame>;

export const webAccess = z.object({
  enabled: z.boolean(),
  urls: z.array(z.string()).describe('Where the dashboard answers; empty when it does not'),
  token: z.string().nullable().describe('What a browser or a program must show; null until it was first needed'),
  link: z.string().nullable().describe('First URL with the token in its fragment, for a browser or a QR code'),
  beyondLoopback: z.boolean(),
  certificateSha256: z.string().nullable().describe('Fingerprint of the self-signed certificate, when TLS is on'),
  clients: z.number().int().nonnegative(),
  problem: z.string().nullable().describe('Why it does not listen as the settings say'),
});
export type WebAccess = z.infer<typeof webAccess>;

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
      output: z.object({
        version: z.string(),
        pid: z.number().int(),
        host: z.string().describe('Name of the machine'),
        intervalMs: z.number(),
        clients: z.number().int(),
      }),
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
    web: call({
      title: 'Web access',
      description: 'Where the dashboard and the stream on port 9313 answer, and with which token.',
      scope: 'write',
      input: z.object({}),
      output: webAccess,
    }),
    renewToken: call({
      title: 'New web token',
      description: 'Makes a new token; every browser and program with the old one is cut off at once.',
      scope: 'write',
      input: z.object({}),
      output: webAccess,
    }),
    frame: event({
      title: 'Frame',
      description: 'Sent once per interval to each subscriber; a slow reader misses frames, nobody else notices.',
      scope: 'read',
      payload: monitorFrame,
    }),
  },
});
