/** The REST side of the web port: what each path takes in its query and answers. The OpenAPI description is made of this. */
import { z } from 'zod';
import { alertsContract } from './alerts.ts';
import { historyContract, maxPointsPerRange, maxSeriesPerRange } from './history.ts';
import { monitorContract } from './monitor.ts';
import { processesContract } from './processes.ts';

const time = (unlessGiven: string) =>
  z
    .string()
    .regex(/^(\d{1,15}|\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?)$/)
    .optional()
    .describe(`Milliseconds since 1970, or a time such as 2026-01-31T12:00:00Z; ${unlessGiven} when not given`);

export interface RestEndpoint {
  readonly title: string;
  readonly description: string;
  readonly query: z.ZodObject<Readonly<Record<string, z.ZodType>>>;
  /** undefined: text of this type only. */
  readonly output?: z.ZodType;
  readonly text?: string;
  readonly needsToken: boolean;
}

export const restEndpoints: Readonly<Record<string, RestEndpoint>> = {
  '/health': {
    title: 'Is it well',
    description: '200 while samples are taken, 503 when they stopped. Says nothing about the machine, and so needs no token.',
    query: z.object({}),
    output: z.object({ status: z.enum(['ok', 'stalled']) }),
    needsToken: false,
  },
  '/v1/snapshot': {
    title: 'Latest frame',
    description: monitorContract.members.snapshot.description,
    query: z.object({}),
    output: monitorContract.members.snapshot.output,
    needsToken: true,
  },
  '/v1/series': {
    title: 'Which figures are kept',
    description: historyContract.members.series.description,
    query: z.object({}),
    output: historyContract.members.series.output,
    needsToken: true,
  },
  '/v1/history': {
    title: 'Figures between two times',
    description: historyContract.members.range.description,
    query: z.object({
      series: z.array(z.string().min(1).max(300)).min(1).max(maxSeriesPerRange).describe('Id of a series; may be given several times'),
      from: time('an hour before `to`'),
      to: time('now'),
      points: z.number().int().min(1).max(maxPointsPerRange).default(600).describe('Upper limit of the number of steps'),
      format: z.enum(['json', 'csv']).default('json'),
    }),
    output: historyContract.members.range.output,
    text: 'text/csv',
    needsToken: true,
  },
  '/v1/alerts': {
    title: 'What is wrong, and what was',
    description:
      'Without a query what is wrong now, worst first. With any of from, to and limit what fired between the two times, newest first.',
    query: z.object({
      from: time('a week before `to`'),
      to: time('now'),
      limit: z.number().int().min(1).max(1000).default(100),
    }),
    output: z.union([alertsContract.members.active.output, alertsContract.members.firings.output]),
    needsToken: true,
  },
  '/v1/processes': {
    title: 'All processes, once',
    description: processesContract.members.list.description,
    query: z.object({ overMs: z.number().int().min(200).max(10_000).default(1000).describe('Time between the two sweeps') }),
    output: processesContract.members.list.output,
    needsToken: true,
  },
  '/v1/openapi.json': {
    title: 'This description',
    description: 'OpenAPI 3.1.',
    query: z.object({}),
    output: z.looseObject({ openapi: z.string() }),
    needsToken: true,
  },
  '/metrics': {
    title: 'Prometheus',
    description:
      'Counters of the kernel and figures of the latest frame, with the names of node_exporter and DCGM where they mean the same.',
    query: z.object({}),
    text: 'text/plain; version=0.0.4',
    needsToken: true,
  },
};

/** What a refusal looks like. */
export const restError = z.object({
  error: z.object({ code: z.string(), message: z.string(), details: z.unknown(), retryable: z.boolean() }),
});
