/**
 * The public stream on port 9313 (`/v1/stream`): what a client may say and what
 * it is told, one JSON message per WebSocket text frame. A client subscribes
 * to groups of figures, gets one full message, and from then on what changed.
 */
import { z } from 'zod';
import { alert } from './alerts.ts';
import { streamGroups } from './metrics.ts';
import { monitorFrame } from './monitor.ts';

export { streamGroups };
export const streamProtocol = 1;

const group = z.enum(streamGroups);
const everySeconds = z.number().min(0.1).max(60);
const sequence = z.number().int().nonnegative();

/** What a client may send. */
export const streamRequest = z.discriminatedUnion('type', [
  z
    .object({
      type: z.literal('subscribe'),
      groups: z.array(group).min(1).max(64),
      everySeconds: everySeconds.describe('At most so often; never more often than the monitor samples'),
    })
    .describe('Replaces the subscription that there was'),
  z
    .object({ type: z.literal('resync') })
    .describe('Asks for a full message, for example when `base` is not the sequence that was seen last'),
  z.object({ type: z.literal('ping') }).describe('Answered with `pong`, for a browser, which cannot send WebSocket pings'),
]);
export type StreamRequest = z.infer<typeof streamRequest>;

const values = monitorFrame.omit({ sequence: true, at: true, intervalMs: true, gap: true }).extend({ alerts: z.array(alert) });
const head = {
  sequence: sequence.describe('Of the frame; counts every sample of the monitor, not only those that are sent here'),
  at: z.number().describe('Wall clock, milliseconds since 1970'),
  intervalMs: z.number().nullable().describe('Time that the rates are over, in milliseconds'),
  gap: z.boolean().describe('Something was missed before this frame: suspend, or a stalled process'),
};

/** What a client is told. */
export const streamMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    protocol: z.literal(streamProtocol),
    version: z.string(),
    host: z.string().describe('Name of the machine'),
    intervalMs: z.number().describe('Time between two samples'),
    groups: z.array(group).describe('What this monitor has to offer'),
  }),
  z.object({
    type: z.literal('subscribed'),
    groups: z.array(group),
    everySeconds: z.number().describe('As it really is: a whole number of sampling intervals'),
  }),
  z.object({ type: z.literal('full'), ...head, groups: values.partial() }),
  z.object({
    type: z.literal('delta'),
    ...head,
    base: sequence.describe('Sequence of the message that this one is the difference to'),
    changes: z
      .object({
        ...values.partial().shape,
        cpu: values.shape.cpu.partial().optional(),
        memory: values.shape.memory.partial().optional(),
        pressure: values.shape.pressure.partial().optional(),
      })
      .describe('Of cpu, memory and pressure the fields that changed; of every other group the whole list if anything in it changed'),
  }),
  z.object({ type: z.literal('pong') }),
  z.object({ type: z.literal('error'), field: z.string(), problem: z.string().describe('What is wrong and what would be right') }),
]);
export type StreamMessage = z.infer<typeof streamMessage>;
