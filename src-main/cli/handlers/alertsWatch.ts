/** `hecate alerts watch`: alerts as they fire and end. */
import { alertsContract } from '../../contracts/alerts.ts';
import { clientOf, type Handler } from '../context.ts';
import { exitCodes } from '../exitCodes.ts';
import { formatActive, formatChange } from '../format/alerts.ts';
import { jsonText } from '../format/json.ts';
import { noteFreshMonitor } from './freshMonitor.ts';
import { untilEnough } from './stream.ts';

export const watch: Handler = async (context) => {
  const { console, page, json } = context;
  await noteFreshMonitor(context, 'It ends with this command.');
  const client = await clientOf(context, alertsContract);
  // The first answer proves that there is a monitor; a subscription alone would wait in silence.
  const now = await client.active({}, { signal: context.signal });
  if (!json) for (const line of formatActive(page, now.alerts, now.problem, Date.now())) console.write(`${line}\n`);
  await untilEnough(context, ({ take }) =>
    client.changed((change) => {
      take(() => {
        if (json) console.write(`${jsonText(change)}\n`);
        else for (const alert of [...change.ended, ...change.fired]) console.write(`${formatChange(page, alert)}\n`);
      });
    }),
  );
  return exitCodes.ok;
};
