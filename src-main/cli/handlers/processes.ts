/** `hecate processes` and `hecate services`: lists, once. */
import { type GroupTable, type ProcessTable, processesContract } from '../../contracts/processes.ts';
import { type ParsedValues, UsageProblem } from '../commandLine/parse.ts';
import { clientOf, type Handler, print } from '../context.ts';
import { exitCodes } from '../exitCodes.ts';
import { formatGroups, formatProcesses } from '../format/processes.ts';
import { chosenFrom, filterGroups, type GroupSort, type ProcessSort, sortGroups, type TreeRow } from '../format/processRows.ts';

const groupSorts: readonly GroupSort[] = ['cpu', 'memory', 'io', 'name'];

export const processes: Handler = async (context) => {
  const client = await clientOf(context, processesContract);
  const table = await client.list({}, { signal: context.signal });
  const rows = chosenRows(table, context.values);
  print(context, tableJson(table, rows), () =>
    formatProcesses(context.page, rows, { hidden: table.hidden, whole: !context.console.outputIsTerminal }),
  );
  return exitCodes.ok;
};

export const services: Handler = async (context) => {
  const sort = context.values.text('sort') ?? 'cpu';
  const chosen = groupSorts.find((known) => known === sort);
  if (chosen === undefined) {
    throw new UsageProblem(`services have no ${sort} to order by`, '--sort', `one of ${groupSorts.join(', ')}`);
  }
  const client = await clientOf(context, processesContract);
  const table = await client.groups({}, { signal: context.signal });
  const sorted = sortGroups(filterGroups(table.groups, context.values.text('filter') ?? ''), chosen, false);
  const groups = sorted.slice(0, context.values.number('limit'));
  const shown: GroupTable = { ...table, groups: [...groups] };
  print(context, shown, () => formatGroups(context.page, table, groups));
  return exitCodes.ok;
};

/** As the options --sort, --filter, --tree and --limit say. */
export function chosenRows(table: ProcessTable, values: ParsedValues, limit = values.number('limit')): readonly TreeRow[] {
  const sort = (values.text('sort') ?? 'cpu') as ProcessSort;
  return chosenFrom(table, { sort, reversed: false, filter: values.text('filter') ?? '', tree: values.flag('tree'), limit });
}

/** Objects instead of columns: what scripts want, and small enough once. `count` is that of all processes. */
export function tableJson(table: ProcessTable, rows: readonly TreeRow[]): object {
  const { at, intervalMs, count, hidden } = table;
  return { at, intervalMs, count, hidden, processes: rows.map(({ row }) => row) };
}
