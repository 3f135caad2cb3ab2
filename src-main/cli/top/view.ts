/** One picture of `hecate top`: head, list or what lies over it, and the line at the bottom. Pure. */
import type { Alert } from '../../contracts/alerts.ts';
import type { MonitorFrame } from '../../contracts/monitor.ts';
import type { GroupTable, ProcessDetail, ProcessTable } from '../../contracts/processes.ts';
import type { ProcessSignal } from '../../contracts/processValues.ts';
import { formatProcess } from '../format/processes.ts';
import { chosenFrom, filterGroups, type GroupRow, sortGroups, type TreeRow } from '../format/processRows.ts';
import { safe } from '../format/reading.ts';
import { type Page, table } from '../terminal/layout.ts';
import { cut } from '../terminal/width.ts';
import { headerLines } from './header.ts';
import { groupLines, processLines } from './list.ts';
import { cursorIndex, rowKey, type Shown, signals, type TopState } from './state.ts';

/** What has been heard so far. */
export interface TopData {
  readonly frame: MonitorFrame | null;
  readonly alerts: readonly Alert[];
  readonly table: ProcessTable | null;
  readonly groups: GroupTable | null;
  readonly detail: ProcessDetail | null;
}

/** The rows that state and data make, all of them. */
export interface Rows {
  readonly processes: readonly TreeRow[];
  readonly groups: readonly GroupRow[];
  readonly keys: readonly string[];
}

export function rowsFor(state: TopState, data: TopData, limit: number | undefined): Rows {
  if (state.view === 'services') {
    const groups = sortGroups(filterGroups(data.groups?.groups ?? [], state.filter), state.groupSort, state.reversed).slice(0, limit);
    return { processes: [], groups, keys: groups.map((group) => group.path) };
  }
  const processes = data.table === null ? [] : chosenFrom(data.table, { ...state, limit });
  return { processes, groups: [], keys: processes.map(({ row }) => rowKey(row)) };
}

export interface Picture {
  readonly lines: readonly string[];
  readonly shown: Shown;
}

export interface Surroundings {
  readonly page: Page;
  readonly rows: number;
  readonly nowMs: number;
}

export function drawTop({ page, rows, nowMs }: Surroundings, state: TopState, data: TopData, made: Rows): Picture {
  // A terminal of a few lines still shows some rows and the line at the bottom.
  const head = headerLines(page, { ...data, rows, nowMs, processes: data.table?.count ?? null }).slice(0, Math.max(1, rows - 6));
  const room = Math.max(2, rows - head.length - 1);
  const body = bodyLines({ page, rows: room, nowMs }, state, data, made).slice(0, room);
  const blank = Array.from({ length: Math.max(0, room - body.length) }, () => '');
  return {
    lines: [...head, ...body, ...blank, bottomLine(page, state, data, made)],
    shown: { keys: made.keys, processAt: (index) => made.processes[index]?.row, pageRows: Math.max(1, room - 1) },
  };
}

function bodyLines({ page, rows: room, nowMs }: Surroundings, state: TopState, data: TopData, made: Rows): readonly string[] {
  if (state.mode.kind === 'help') return helpLines(page);
  if (state.mode.kind === 'signal') return signalLines(page, state.mode.index);
  if (state.mode.kind === 'detail') {
    return data.detail === null ? [page.style.faint('looking')] : formatProcess(page, data.detail, nowMs);
  }
  const selected = cursorIndex(state.cursor, made.keys);
  const options = { style: page.style, columns: page.width, lines: room, reversed: state.reversed, selected };
  if (state.view === 'services') {
    const why = data.groups?.why ?? null;
    const list = groupLines(made.groups, { ...options, sort: state.groupSort });
    return why === null ? list : [...list, page.style.faint(safe(why))];
  }
  return processLines(made.processes, { ...options, sort: state.sort });
}

function bottomLine(page: Page, state: TopState, data: TopData, made: Rows): string {
  const { mode, message } = state;
  const name = (target: { readonly pid: number; readonly name: string }): string => `${String(target.pid)} (${cut(safe(target.name), 24)})`;
  if (message !== null && (mode.kind === 'list' || mode.kind === 'nice'))
    return message.bad ? page.style.bad(safe(message.text)) : safe(message.text);
  switch (mode.kind) {
    case 'filter':
      return `${page.style.strong('Filter')} /${safe(state.filter)}▏${page.style.faint('  Enter keeps it, Esc does not')}`;
    case 'signal':
      return `Which signal for ${name(mode.target)}?${page.style.faint('  arrows or 1 to 8, Enter; Esc for none')}`;
    case 'confirm':
      return page.style.warn(`Send ${mode.signal} to ${name(mode.target)}? y sends it, any other key does not`);
    case 'nice':
      return `New nice value for ${name(mode.target)}, now ${String(mode.target.nice)}: ${mode.text}▏${page.style.faint('  -20 to 19, Enter; Esc for none')}`;
    case 'detail':
      return page.style.faint('k signal  r nice  arrows the next one  any other key back');
    case 'help':
      return page.style.faint('any key goes back');
    case 'list':
      return listHint(page, state, data, made);
  }
}

function listHint(page: Page, state: TopState, data: TopData, made: Rows): string {
  const notes = [
    ...(state.filter === '' ? [] : [page.style.strong(`/${safe(state.filter)}`), `${String(made.keys.length)} fit`]),
    ...(data.table?.hidden === true ? [page.style.warn('processes of others are hidden (hidepid)')] : []),
  ];
  const hint = page.style.faint(
    state.view === 'processes'
      ? '? help  q quit  / filter  t tree  s services  k signal  r nice  Enter detail'
      : '? help  q quit  / filter  s processes',
  );
  return [...notes, hint].join('  ');
}

const meanings: Readonly<Record<ProcessSignal, string>> = {
  TERM: 'asks it to end',
  KILL: 'ends it at once, without saving anything',
  INT: 'as Ctrl-C does',
  HUP: 'its terminal is gone; many services read their settings anew',
  STOP: 'holds it',
  CONT: 'lets it go on',
  USR1: 'its own meaning',
  USR2: 'its own meaning',
};

function signalLines(page: Page, index: number): readonly string[] {
  return signals.map((signal, position) => {
    const line = ` ${String(position + 1)}  ${signal.padEnd(5)} ${meanings[signal]}`;
    return position === index ? page.style.inverse(line.padEnd(72)) : line;
  });
}

function helpLines(page: Page): readonly string[] {
  return table(
    page,
    [{ title: 'key' }, { title: 'what it does' }],
    [
      ['arrows, PgUp, PgDn', 'move; Home and End too. The cursor stays with its process'],
      ['c m i g', 'order by CPU, memory, I/O, GPU memory'],
      ['p n u T', 'order by pid, name, user, threads'],
      ['< > R', 'order by the column before, the next one, the other way round'],
      ['/', 'only those with this text; Esc shows all again'],
      ['t', 'tree: each process below its parent'],
      ['s', 'services and containers instead of processes'],
      ['Enter', 'one process in detail'],
      ['k', 'send a signal: asks which one, and again whether'],
      ['r', 'nice value: share of the processors'],
      ['q', 'quit'],
    ],
  );
}
