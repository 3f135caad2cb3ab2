/** `hecate alerts`: what is wrong, what was, and "I know". */
import { alertsContract } from '../../contracts/alerts.ts';
import { clientOf, type Handler, print } from '../context.ts';
import { exitCodes } from '../exitCodes.ts';
import { formatActive, formatFirings } from '../format/alerts.ts';
import { parseDuration } from '../format/duration.ts';
import { safe } from '../format/reading.ts';
import { noteFreshMonitor } from './freshMonitor.ts';

const weekMs = 604_800_000;
const defaultLimit = 100;

export const active: Handler = async (context) => {
  await noteFreshMonitor(context, 'A rule that has to hold for some time cannot have fired yet.');
  const client = await clientOf(context, alertsContract);
  const found = await client.active({}, { signal: context.signal });
  print(context, found, () => formatActive(context.page, found.alerts, found.problem, Date.now()));
  return context.values.flag('exit-code') && found.alerts.length > 0 ? exitCodes.difference : exitCodes.ok;
};

export const log: Handler = async (context) => {
  const span = context.values.text('span');
  const spanMs = span === undefined ? weekMs : parseDuration(span, '--span');
  await noteFreshMonitor(context, 'It shows what one before it has stored.');
  const client = await clientOf(context, alertsContract);
  const toMs = Date.now();
  const input = { fromMs: toMs - spanMs, toMs, limit: context.values.number('limit') ?? defaultLimit };
  print(context, await client.firings(input, { signal: context.signal }), (found) => formatFirings(context.page, found.alerts, spanMs));
  return exitCodes.ok;
};

export const acknowledge: Handler = async (context) => {
  const id = context.values.argument('id') ?? '';
  const client = await clientOf(context, alertsContract);
  print(context, await client.acknowledge({ id }), () => [`${safe(id)} is known; nobody is reminded of it until it ends.`]);
  return exitCodes.ok;
};
