/** `hecate top`: who uses the machine, live in the whole terminal, or as tables where there is none. */
import { processesContract } from '../../contracts/processes.ts';
import { type CommandContext, clientOf, type Handler } from '../context.ts';
import { exitCodes } from '../exitCodes.ts';
import { jsonText } from '../format/json.ts';
import { formatProcesses } from '../format/processes.ts';
import { watchTop } from '../top/watch.ts';
import { chosenRows, tableJson } from './processes.ts';

/** Rows of a table that no screen limits. */
const defaultLimit = 20;

export const top: Handler = async (context) => {
  if (context.json || !context.console.outputIsTerminal) await printTables(context);
  else await watchTop(context);
  return exitCodes.ok;
};

async function printTables(context: CommandContext): Promise<void> {
  const { console, page, values, json, signal } = context;
  const client = await clientOf(context, processesContract);
  const wanted = values.number('count') ?? 1;
  const limit = values.number('limit') ?? defaultLimit;
  for (let shown = 0; shown < wanted && !signal.aborted; shown += 1) {
    const table = await client.list({}, { signal });
    const rows = chosenRows(table, values, limit);
    if (json) console.write(`${jsonText(tableJson(table, rows))}\n`);
    else
      console.write(
        `${[...(shown === 0 ? [] : ['']), ...formatProcesses(page, rows, { hidden: table.hidden, whole: !console.outputIsTerminal })].join('\n')}\n`,
      );
  }
}
