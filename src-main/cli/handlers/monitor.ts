/** `hecate monitor`: live figures until Ctrl-C. */
import { type MonitorFrame, monitorContract } from '../../contracts/monitor.ts';
import { type CommandContext, clientOf, type Handler } from '../context.ts';
import { exitCodes } from '../exitCodes.ts';
import { jsonText } from '../format/json.ts';
import { formatFrame, formatFrameLine } from '../format/monitor.ts';
import { untilEnough } from './stream.ts';

export const monitor: Handler = async (context) => {
  const client = await clientOf(context, monitorContract);
  // The first answer proves that there is a monitor; a subscription alone would wait in silence.
  const first = await client.snapshot({}, { signal: context.signal });
  await untilEnough(context, ({ take, end }) => {
    const view = context.json || !context.console.outputIsTerminal ? lineView(context) : screenView(context, first, end);
    const leave = client.frame((frame) => {
      take(() => {
        view.show(frame);
      });
    });
    return () => {
      leave();
      view.close();
    };
  });
  return exitCodes.ok;
};

interface View {
  show(frame: MonitorFrame): void;
  close(): void;
}

function lineView({ console, json }: CommandContext): View {
  return {
    show: (frame) => {
      console.write(`${json ? jsonText(frame) : formatFrameLine(frame)}\n`);
    },
    close: () => undefined,
  };
}

/** q ends it too, as everybody tries. */
function screenView({ console, page }: CommandContext, first: MonitorFrame, end: () => void): View {
  let latest = first;
  const draw = (): void => {
    screen.draw(formatFrame({ ...page, width: screen.columns }, latest, screen.rows));
  };
  const screen = console.openScreen({
    onKey: (key) => {
      if (key === 'q' || key === 'escape') end();
    },
    onRedraw: draw,
  });
  draw();
  return {
    show(frame) {
      latest = frame;
      draw();
    },
    close: () => {
      screen.close();
    },
  };
}
