/**
 * The closed list of things the root executor can do. A Plan is a list of
 * these and nothing else; each kind has one file of the same name in
 * `helpers/executor/operations/`. Limits here are only the outer shape: the
 * executor checks every value against the device again.
 */
import { z } from 'zod';
import { cpuList, ioPriority, niceValue, processId, processSignal, processStartTicks } from './processValues.ts';

/** `reversible` < `persistent` < `boot` < `irreversible`; see docs/adr/0003-risk-classes.md. */
export const riskClass = z.enum(['reversible', 'persistent', 'boot', 'irreversible']);
export type RiskClass = z.infer<typeof riskClass>;

/** A value as it is written to a kernel file: one line of printable ASCII. */
export const knobText = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[\x20-\x7e]+$/, 'one line of printable ASCII');

const absolutePath = z
  .string()
  .max(512)
  .regex(/^\/[\x21-\x7e]+$/, 'an absolute path without spaces')
  .refine((path) => !/(^|\/)\.{1,2}(\/|$)/.test(path), 'no . or .. segments');

export const sysctlSet = z.strictObject({
  kind: z.literal('sysctl.set'),
  key: z
    .string()
    .max(128)
    .regex(/^[a-z0-9_]+([./][a-zA-Z0-9_-]+)+$/, 'a sysctl key such as vm.swappiness')
    .describe('Dotted key below /proc/sys; only keys of the executor’s own list are accepted'),
  value: knobText,
});

export const sysfsSet = z.strictObject({
  kind: z.literal('sysfs.set'),
  path: absolutePath.describe('A file below /sys or /proc/irq that matches one of the executor’s own patterns'),
  value: knobText,
});

export const fileInstall = z.strictObject({
  kind: z.literal('file.install'),
  path: absolutePath.describe('A managed drop-in: one of the executor’s own folders, and a name that starts with the product’s prefix'),
  content: z.string().max(65_536).nullable().describe('Whole new content; null removes the managed file'),
});

export const kernelCommandLineSet = z.strictObject({
  kind: z.literal('kernelCommandLine.set'),
  parameters: z
    .array(
      z
        .string()
        .max(128)
        .regex(/^[a-zA-Z0-9_.-]+(=[a-zA-Z0-9_.,:@/-]+)?$/, 'a kernel parameter such as iommu=pt'),
    )
    .max(32)
    .describe('Parameters this product adds; an empty list removes them. What the user has is never replaced'),
});

export const serviceSet = z.strictObject({
  kind: z.literal('service.set'),
  unit: z
    .string()
    .max(128)
    .regex(/^[a-zA-Z0-9@._\\-]+\.(service|timer|socket)$/, 'a systemd unit name'),
  enabled: z.boolean().nullable().describe('Start at boot; null leaves it alone'),
  active: z.boolean().nullable().describe('Running now; null leaves it alone'),
});

export const zramSwapSet = z.strictObject({
  kind: z.literal('zramSwap.set'),
  sizeBytes: z.number().int().nonnegative().describe('0 switches the product’s compressed swap off'),
  algorithm: z.string().regex(/^[a-z0-9-]{1,32}$/, 'one of comp_algorithm of the device'),
  priority: z.number().int().min(-1).max(32767),
});

const oneProcess = { pid: processId, startTicks: processStartTicks };

export const processAdjust = z.strictObject({
  kind: z.literal('process.adjust'),
  ...oneProcess,
  nice: niceValue.nullable().describe('null leaves it alone, as in the other two'),
  ioPriority: ioPriority.nullable(),
  affinity: cpuList.nullable().describe('CPUs that the process may run on'),
});

export const processSignalSend = z.strictObject({
  kind: z.literal('process.signal'),
  ...oneProcess,
  signal: processSignal.describe('Sent once; it cannot be taken back'),
});

export const operation = z.discriminatedUnion('kind', [
  sysctlSet,
  sysfsSet,
  fileInstall,
  kernelCommandLineSet,
  serviceSet,
  zramSwapSet,
  processAdjust,
  processSignalSend,
]);
export type Operation = z.infer<typeof operation>;
export type OperationKind = Operation['kind'];
export type OperationOf<K extends OperationKind> = Extract<Operation, { kind: K }>;
