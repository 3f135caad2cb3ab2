/** `hecate web`: where the dashboard is. The token is only printed when it is asked for. */
import { AppError } from '../../contracts/errors.ts';
import { monitorContract, type WebAccess } from '../../contracts/monitor.ts';
import { type CommandContext, clientOf, type Handler, print } from '../context.ts';
import { exitCodes } from '../exitCodes.ts';
import { safe } from '../format/reading.ts';
import { formatWeb } from '../format/web.ts';
import { mayGoOn } from './ask.ts';
import { noteFreshMonitor } from './freshMonitor.ts';

const freshText = 'The dashboard answers only while a monitor runs.';

export const show: Handler = async (context) => {
  await noteFreshMonitor(context, freshText);
  const client = await clientOf(context, monitorContract);
  printWeb(context, await client.web({}, { signal: context.signal }));
  return exitCodes.ok;
};

export const renewToken: Handler = async (context) => {
  const client = await clientOf(context, monitorContract);
  if (!(await mayGoOn(context, 'Make a new token? Every browser and program with the old one is cut off at once.')))
    return exitCodes.refused;
  printWeb(context, await client.renewToken({}));
  return exitCodes.ok;
};

export const qr: Handler = async (context) => {
  await noteFreshMonitor(context, freshText);
  const client = await clientOf(context, monitorContract);
  const web = await client.web({}, { signal: context.signal });
  const { link } = web;
  if (link === null) {
    const why = web.problem ?? (web.enabled ? 'the dashboard does not answer' : 'the dashboard is switched off');
    throw new AppError('transport.unavailable', `there is nothing to show: ${safe(why)}`, { details: { endpoint: 'dashboard' } });
  }
  const { renderUnicodeCompact } = await import('uqr');
  // Dark modules on a light ground is what every camera expects; a border of two is enough in practice.
  const lines = renderUnicodeCompact(link, { border: 2 }).split('\n');
  const scope = web.beyondLoopback
    ? []
    : ['This address leads to this machine only: to reach it from a phone, listen on the network (hecate settings set webHost 0.0.0.0).'];
  print(context, { link, lines }, () => [...lines.map(context.page.style.whiteOnBlack), '', safe(web.urls[0] ?? ''), ...scope]);
  return exitCodes.ok;
};

function printWeb(context: CommandContext, web: WebAccess): void {
  const showToken = context.values.flag('show-token');
  const { token, link, ...open } = web;
  print(context, showToken ? { ...open, token, link } : open, () => formatWeb(context.page, web, showToken));
}
