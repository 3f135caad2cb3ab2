/**
 * Alerts: rules as data, what is wrong now, and what was. The monitor evaluates
 * them; the rules are one file (`alerts.json` beside the settings) that a person
 * may also edit by hand.
 */
import { z } from 'zod';
import { call, defineContract, event } from './kit/define.ts';

const unixMs = z.number().describe('Wall clock, milliseconds since 1970');
const seconds = (least: number, most: number) => z.number().int().min(least).max(most);

export const alertSeverity = z.enum(['info', 'warning', 'critical']);

export const alertCondition = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('above'),
      value: z.number(),
      clearBelow: z.number().optional().describe('Ends only below this (hysteresis); equal to value when not given'),
    })
    .describe('The figure is higher than a limit'),
  z
    .strictObject({ kind: z.literal('below'), value: z.number(), clearAbove: z.number().optional() })
    .describe('The figure is lower than a limit'),
  z
    .strictObject({ kind: z.literal('rate'), perMinute: z.number(), overSeconds: seconds(10, 3600) })
    .describe('The figure rises faster than this (falls, when negative), by the slope over that time'),
  z.strictObject({ kind: z.literal('absent') }).describe('The figure was there and is gone'),
  z
    .strictObject({
      kind: z.literal('forecast'),
      reaches: z.number(),
      withinSeconds: seconds(60, 604_800),
      overSeconds: seconds(30, 86_400),
    })
    .describe('At the slope over `overSeconds` the figure reaches a value within `withinSeconds`'),
]);
export type AlertCondition = z.infer<typeof alertCondition>;

export const alertRule = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and dashes, at most 63'),
  title: z.string().min(1).max(120),
  enabled: z.boolean().default(true),
  severity: alertSeverity,
  metric: z.string().min(1).max(100).describe('Id in the list of metrics'),
  devices: z
    .array(z.string().min(1).max(128))
    .max(64)
    .default([])
    .describe('Only these devices, each by itself; empty means every one. A * stands for any text'),
  condition: alertCondition,
  forSeconds: seconds(0, 86_400).default(0).describe('Must hold for so long before it fires'),
  clearSeconds: seconds(0, 86_400).default(0).describe('Must be over for so long before it ends'),
  notify: z.boolean().default(true).describe('Desktop notification'),
  inQuietHours: z.boolean().default(false).describe('Notify and run the command in quiet hours too'),
  command: z
    .array(z.string().max(4096))
    .min(1)
    .max(32)
    .nullable()
    .default(null)
    .describe('Program and arguments, run when it fires and when it ends; never by a shell. The alert is in HECATE_ALERT_* variables'),
  why: z.string().max(600).default('').describe('Why this limit, and where it comes from'),
});
export type AlertRule = z.infer<typeof alertRule>;

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM');

export const alertRules = z.strictObject({
  version: z.literal(1),
  quietHours: z.strictObject({ from: timeOfDay, to: timeOfDay }).nullable().default(null).describe('Local time; may pass midnight'),
  rules: z.array(alertRule).max(200),
});
export type AlertRules = z.infer<typeof alertRules>;

export const alert = z.object({
  id: z.string().describe('Stable while it lasts'),
  ruleId: z.string(),
  title: z.string(),
  severity: alertSeverity,
  metric: z.string(),
  instance: z.string().describe('Device; empty for the whole machine'),
  series: z.string().describe('Series to open in a chart'),
  value: z.number().nullable().describe('Now, or when it ended'),
  peak: z.number().nullable().describe('Furthest from normal while it lasted'),
  text: z.string().describe('One sentence with device, figure and limit'),
  startedAt: unixMs,
  endedAt: unixMs.nullable(),
  acknowledgedAt: unixMs.nullable(),
  quiet: z.boolean().describe('Fired in quiet hours: nobody was disturbed'),
});
export type Alert = z.infer<typeof alert>;

export const alertsContract = defineContract({
  name: 'alerts',
  title: 'Alerts',
  description: 'What is wrong now, what was, and the rules that decide it.',
  members: {
    active: call({
      title: 'What is wrong now',
      description: 'Alerts that have fired and not ended, worst first.',
      scope: 'read',
      input: z.object({}),
      output: z.object({
        alerts: z.array(alert),
        problem: z.string().nullable().describe('Why rules are not in force: a damaged file, for example'),
      }),
    }),
    firings: call({
      title: 'What was wrong',
      description: 'Alerts that fired between two times, newest first, ended or not.',
      scope: 'read',
      input: z.object({ fromMs: unixMs, toMs: unixMs, limit: z.number().int().min(1).max(1000) }),
      output: z.object({ alerts: z.array(alert) }),
    }),
    rules: call({
      title: 'Rules',
      description:
        'The rules in force, and the ones that the product comes with. Not for everybody who may read: their commands may hold secrets.',
      scope: 'write',
      input: z.object({}),
      output: z.object({ rules: alertRules, defaults: alertRules, file: z.string(), problem: z.string().nullable() }),
    }),
    setRules: call({
      title: 'Change the rules',
      description: 'Replaces all rules. A wrong one is refused with its field named, and nothing is changed.',
      scope: 'write',
      input: z.object({ rules: z.unknown().describe('As `rules` returns them') }),
      output: z.object({ rules: alertRules }),
    }),
    acknowledge: call({
      title: 'I know',
      description: 'Stops reminding of one alert until it ends.',
      scope: 'write',
      input: z.object({ id: z.string().min(1).max(300) }),
      output: z.object({ alerts: z.array(alert) }),
    }),
    changed: event({
      title: 'Alerts changed',
      description: 'Sent when one fires, ends or is acknowledged; `fired` and `ended` are the news, `alerts` is all that is active.',
      scope: 'read',
      payload: z.object({ alerts: z.array(alert), fired: z.array(alert), ended: z.array(alert) }),
    }),
  },
});
