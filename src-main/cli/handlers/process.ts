/** `hecate process …`: one process in detail, a signal to it, its priority. */
import { AppError } from '../../contracts/errors.ts';
import type { Client } from '../../contracts/kit/define.ts';
import type { PlanRecord } from '../../contracts/plan.ts';
import { type ProcessAdjustment, processesContract, processSignal } from '../../contracts/processes.ts';
import { type ParsedValues, UsageProblem } from '../commandLine/parse.ts';
import { type CommandContext, clientOf, type Handler, note, print } from '../context.ts';
import { exitCodes } from '../exitCodes.ts';
import { formatProcess } from '../format/processes.ts';
import { safe } from '../format/reading.ts';

type Processes = Client<typeof processesContract>;

interface Target {
  readonly pid: number;
  readonly startTicks: number;
  readonly name: string;
}

/** The least that the contract allows: only the names and start times are wanted. */
const lookMs = 200;

export const show: Handler = async (context) => {
  const client = await clientOf(context, processesContract);
  const { pid, startTicks } = await targetOf(context, client);
  print(context, await client.detail({ pid, startTicks }, { signal: context.signal }), (found) =>
    formatProcess(context.page, found, Date.now()),
  );
  return exitCodes.ok;
};

export const signal: Handler = async (context) => {
  const wanted = processSignal.parse(context.values.text('signal') ?? 'TERM');
  const client = await clientOf(context, processesContract);
  const target = await targetOf(context, client);
  const done = await client.signal({ pid: target.pid, startTicks: target.startTicks, signal: wanted });
  print(context, done, () => [`${wanted} was sent to ${nameOf(target)}${done.ended ? ', and it ended' : ''}.`]);
  notePlan(context, done.record);
  return exitCodes.ok;
};

export const adjust: Handler = async (context) => {
  const change = changeOf(context.values);
  const client = await clientOf(context, processesContract);
  const target = await targetOf(context, client);
  const done = await client.adjust({ pid: target.pid, startTicks: target.startTicks, change });
  print(context, done, () => formatProcess(context.page, done.detail, Date.now()));
  notePlan(context, done.record);
  return exitCodes.ok;
};

/** The process that has this pid now. With its start time it stays this one, also when the pid is reused meanwhile. */
async function targetOf(context: CommandContext, client: Processes): Promise<Target> {
  const pid = Number(context.values.argument('pid'));
  const table = await client.list({ overMs: lookMs }, { signal: context.signal });
  const index = table.pid.indexOf(pid);
  const startTicks = table.startTicks[index];
  if (startTicks !== undefined) return { pid, startTicks, name: table.name[index] ?? '' };
  const hint = table.hidden ? ', or it belongs to another user and is hidden (hidepid)' : '';
  throw new AppError('process.gone', `there is no process ${String(pid)}${hint}`, { details: { pid } });
}

function changeOf(values: ParsedValues): ProcessAdjustment {
  const [nice, ioPriority, affinity] = [values.number('nice'), values.text('io-priority'), values.text('cpus')];
  if (nice === undefined && ioPriority === undefined && affinity === undefined) {
    throw new UsageProblem('there is nothing to change', '--nice', 'at least one of --nice, --io-priority and --cpus');
  }
  return {
    ...(nice === undefined ? {} : { nice }),
    ...(ioPriority === undefined ? {} : { ioPriority: parseIoPriority(ioPriority) }),
    ...(affinity === undefined ? {} : { affinity: parseCpus(affinity) }),
  };
}

/** `best-effort:4`, or `idle`, which has no levels (ioprio_set(2)). */
function parseIoPriority(text: string): NonNullable<ProcessAdjustment['ioPriority']> {
  const parts = /^(realtime|best-effort|idle)(?::([0-7]))?$/.exec(text);
  const name = parts?.[1] as 'realtime' | 'best-effort' | 'idle' | undefined;
  const level = parts?.[2];
  if (name === 'idle' && level === undefined) return { class: name, level: 0 };
  if (name !== undefined && name !== 'idle' && level !== undefined) return { class: name, level: Number(level) };
  throw new UsageProblem(
    `--io-priority cannot be "${safe(text).slice(0, 64)}"`,
    '--io-priority',
    'realtime:LEVEL or best-effort:LEVEL with a level from 0 to 7, or idle',
  );
}

function parseCpus(text: string): string {
  if (/^\d{1,4}(-\d{1,4})?(,\d{1,4}(-\d{1,4})?)*$/.test(text)) return text;
  throw new UsageProblem(`--cpus cannot be "${safe(text).slice(0, 64)}"`, '--cpus', 'a list of processors such as 0-3,8');
}

function nameOf(target: Target): string {
  return `${String(target.pid)} (${safe(target.name)})`;
}

function notePlan(context: CommandContext, record: PlanRecord | null): void {
  if (record !== null) note(context, `That needed root, so it was done as plan ${safe(record.planId)}.`);
}
