/** `hecate monitor`: live figures until Ctrl-C. */
import { type MonitorFrame, monitorContract } from '../../contracts/monitor.ts';
import { type CommandContext, clientOf, type Handler } from '../context.ts';
import { exitCodes } from '../exitCodes.ts';
import { formatFrame, formatFrameLine } from '../format/monitor.ts';

const enterScreen = '\u001b[?1049h\u001b[?25l';
const leaveScreen = '\u001b[?25h\u001b[?1049l';

export const monitor: Handler = async (context) => {
  const client = await clientOf(context, monitorContract);
  const wanted = context.values.number('count') ?? Number.POSITIVE_INFINITY;
  // The first answer proves that there is a monitor; a subscription alone would wait in silence.
  await client.snapshot({}, { signal: context.signal });
  const wholeScreen = !context.json && context.console.outputIsTerminal;
  if (wholeScreen) context.console.write(enterScreen);
  let unsubscribe: () => void = () => undefined;
  try {
    await new Promise<void>((resolve) => {
      let seen = 0;
      unsubscribe = client.frame((frame) => {
        if (seen >= wanted) return;
        seen += 1;
        show(context, frame, wholeScreen);
        if (seen >= wanted) resolve();
      });
      if (context.signal.aborted) resolve();
      context.signal.addEventListener('abort', () => {
        resolve();
      });
    });
  } finally {
    unsubscribe();
    if (wholeScreen) context.console.write(leaveScreen);
  }
  return exitCodes.ok;
};

function show(context: CommandContext, frame: MonitorFrame, wholeScreen: boolean): void {
  const { console, page } = context;
  if (context.json) {
    console.write(`${JSON.stringify(frame)}\n`);
  } else if (!wholeScreen) {
    console.write(`${formatFrameLine(frame)}\n`);
  } else {
    const lines = formatFrame({ ...page, width: console.columns }, frame, console.rows - 1);
    console.write(`\u001b[H${lines.map((line) => `${line}\u001b[K\n`).join('')}\u001b[J`);
  }
}
