/** What `hecate top` shows and what its keys do. Pure: a key gives the next state, and maybe something to be done. */
import { type ProcessSignal, processSignal } from '../../contracts/processValues.ts';
import type { GroupSort, ProcessRow, ProcessSort } from '../format/processRows.ts';

export const signals: readonly ProcessSignal[] = processSignal.options;

export const processSorts: readonly ProcessSort[] = ['pid', 'user', 'threads', 'cpu', 'memory', 'io', 'gpu', 'name'];
export const groupSorts: readonly GroupSort[] = ['cpu', 'memory', 'io', 'processes', 'name'];

export interface Target {
  readonly pid: number;
  readonly startTicks: number;
  readonly name: string;
  readonly nice: number;
}

export type Mode =
  | { readonly kind: 'list' }
  | { readonly kind: 'filter'; readonly before: string }
  | { readonly kind: 'signal'; readonly target: Target; readonly index: number }
  | { readonly kind: 'confirm'; readonly target: Target; readonly signal: ProcessSignal }
  | { readonly kind: 'nice'; readonly target: Target; readonly text: string }
  | { readonly kind: 'detail'; readonly target: Target }
  | { readonly kind: 'help' };

/** Follows a row by its key; without one it stays where it is. */
export interface Cursor {
  readonly key: string | null;
  readonly index: number;
}

export interface TopState {
  readonly view: 'processes' | 'services';
  readonly sort: ProcessSort;
  readonly groupSort: GroupSort;
  readonly reversed: boolean;
  readonly tree: boolean;
  readonly filter: string;
  readonly mode: Mode;
  readonly cursor: Cursor;
  /** What happened to the last thing that was asked for. */
  readonly message: { readonly text: string; readonly bad: boolean } | null;
}

export type Effect =
  | { readonly kind: 'quit' }
  | { readonly kind: 'signal'; readonly target: Target; readonly signal: ProcessSignal }
  | { readonly kind: 'nice'; readonly target: Target; readonly nice: number }
  | { readonly kind: 'detail'; readonly target: Target };

/** What the keys act on. */
export interface Shown {
  /** Keys of all rows in their order, also of those outside the window. */
  readonly keys: readonly string[];
  /** The process at a position; undefined among services. */
  readonly processAt: (index: number) => ProcessRow | undefined;
  /** Rows that fit on the screen. */
  readonly pageRows: number;
}

export interface Step {
  readonly state: TopState;
  readonly effect?: Effect;
}

export function initialState(options: { readonly sort: ProcessSort; readonly filter: string; readonly tree: boolean }): TopState {
  return {
    view: 'processes',
    groupSort: 'cpu',
    reversed: false,
    mode: { kind: 'list' },
    cursor: { key: null, index: 0 },
    message: null,
    ...options,
  };
}

export function rowKey(row: { readonly pid: number; readonly startTicks: number }): string {
  return `${String(row.pid)}:${String(row.startTicks)}`;
}

/** Where the cursor is among these rows; -1 when there are none. */
export function cursorIndex(cursor: Cursor, keys: readonly string[]): number {
  const found = cursor.key === null ? -1 : keys.indexOf(cursor.key);
  return found === -1 ? Math.min(Math.max(0, cursor.index), keys.length - 1) : found;
}

export function pressKey(state: TopState, key: string, shown: Shown): Step {
  const clean: TopState = { ...state, message: null };
  switch (state.mode.kind) {
    case 'list':
      return inList(clean, key, shown);
    case 'filter':
      return inFilter(clean, key, state.mode);
    case 'signal':
      return inSignals(clean, key, state.mode);
    case 'confirm':
      return inConfirm(clean, key, state.mode);
    case 'nice':
      return inNice(clean, key, state.mode);
    case 'detail':
      return inDetail(clean, key, state.mode, shown);
    case 'help':
      return { state: { ...clean, mode: { kind: 'list' } } };
  }
}

const moves: Readonly<Record<string, (index: number, shown: Shown) => number>> = {
  up: (index) => index - 1,
  down: (index) => index + 1,
  pageUp: (index, shown) => index - shown.pageRows,
  pageDown: (index, shown) => index + shown.pageRows,
  home: () => 0,
  end: (_index, shown) => shown.keys.length - 1,
};

const sortKeys: Readonly<Record<string, ProcessSort>> = {
  c: 'cpu',
  m: 'memory',
  i: 'io',
  g: 'gpu',
  p: 'pid',
  n: 'name',
  u: 'user',
  T: 'threads',
};
const groupSortKeys: Readonly<Record<string, GroupSort>> = { c: 'cpu', m: 'memory', i: 'io', p: 'processes', n: 'name' };

function inList(state: TopState, key: string, shown: Shown): Step {
  const move = Object.hasOwn(moves, key) ? moves[key] : undefined;
  if (move !== undefined) return { state: { ...state, cursor: moved(state.cursor, move, shown) } };
  switch (key) {
    case 'q':
      return { state, effect: { kind: 'quit' } };
    case '?':
    case 'h':
      return { state: { ...state, mode: { kind: 'help' } } };
    case '/':
      return { state: { ...state, mode: { kind: 'filter', before: state.filter } } };
    case 'escape':
      return { state: { ...state, filter: '', cursor: { key: null, index: 0 } } };
    case 't':
      return { state: { ...state, tree: !state.tree } };
    case 's':
      return {
        state: { ...state, view: state.view === 'processes' ? 'services' : 'processes', filter: '', cursor: { key: null, index: 0 } },
      };
    case 'R':
      return { state: { ...state, reversed: !state.reversed } };
    case '<':
      return { state: nextSort(state, -1) };
    case '>':
      return { state: nextSort(state, 1) };
    case 'k':
      return onTarget(state, shown, (target) => ({ state: { ...state, mode: { kind: 'signal', target, index: 0 } } }));
    case 'r':
      return onTarget(state, shown, (target) => ({ state: { ...state, mode: { kind: 'nice', target, text: '' } } }));
    case 'enter':
      return onTarget(state, shown, (target) => openDetail(state, target));
    default:
      return { state: sorted(state, key) };
  }
}

function sorted(state: TopState, key: string): TopState {
  if (state.view === 'services') {
    const groupSort = Object.hasOwn(groupSortKeys, key) ? groupSortKeys[key] : undefined;
    return groupSort === undefined ? state : { ...state, groupSort, reversed: false };
  }
  const sort = Object.hasOwn(sortKeys, key) ? sortKeys[key] : undefined;
  return sort === undefined ? state : { ...state, sort, reversed: false };
}

function nextSort(state: TopState, by: number): TopState {
  const next = <T>(list: readonly T[], current: T): T => list[(list.indexOf(current) + by + list.length) % list.length] ?? current;
  return state.view === 'processes'
    ? { ...state, sort: next(processSorts, state.sort), reversed: false }
    : { ...state, groupSort: next(groupSorts, state.groupSort), reversed: false };
}

function moved(cursor: Cursor, move: (index: number, shown: Shown) => number, shown: Shown): Cursor {
  const index = Math.min(Math.max(0, move(cursorIndex(cursor, shown.keys), shown)), Math.max(0, shown.keys.length - 1));
  return { key: shown.keys[index] ?? null, index };
}

function onTarget(state: TopState, shown: Shown, use: (target: Target) => Step): Step {
  const row = shown.processAt(cursorIndex(state.cursor, shown.keys));
  if (row === undefined) {
    const text = state.view === 'services' ? 'That is for processes: s goes back to them.' : 'There is no process to do that to.';
    return { state: { ...state, message: { text, bad: true } } };
  }
  const step = use({ pid: row.pid, startTicks: row.startTicks, name: row.name, nice: row.nice });
  // From here on the cursor follows this process, so that what was chosen is what is seen.
  return { ...step, state: { ...step.state, cursor: { key: rowKey(row), index: cursorIndex(state.cursor, shown.keys) } } };
}

function openDetail(state: TopState, target: Target): Step {
  return { state: { ...state, mode: { kind: 'detail', target } }, effect: { kind: 'detail', target } };
}

/** The list follows each letter; Esc takes the text back that was there before. */
function inFilter(state: TopState, key: string, mode: Extract<Mode, { kind: 'filter' }>): Step {
  if (key === 'enter') return { state: { ...state, mode: { kind: 'list' } } };
  if (key === 'escape') return { state: { ...state, filter: mode.before, mode: { kind: 'list' } } };
  const filter = typed(state.filter, key, 64);
  return { state: { ...state, filter, cursor: { key: null, index: 0 } } };
}

function inSignals(state: TopState, key: string, mode: Extract<Mode, { kind: 'signal' }>): Step {
  const { target, index } = mode;
  if (key === 'escape' || key === 'q') return { state: { ...state, mode: { kind: 'list' } } };
  if (key === 'up' || key === 'left')
    return { state: { ...state, mode: { ...mode, index: (index + signals.length - 1) % signals.length } } };
  if (key === 'down' || key === 'right' || key === 'tab')
    return { state: { ...state, mode: { ...mode, index: (index + 1) % signals.length } } };
  const chosen = key === 'enter' ? signals[index] : signals[Number(/^[1-8]$/.test(key) ? key : 0) - 1];
  if (chosen === undefined) return { state };
  return { state: { ...state, mode: { kind: 'confirm', target, signal: chosen } } };
}

/** Only y does it: Enter right after the choice would be pressed by habit. */
function inConfirm(state: TopState, key: string, mode: Extract<Mode, { kind: 'confirm' }>): Step {
  const { target, signal } = mode;
  const list: TopState = { ...state, mode: { kind: 'list' } };
  if (key === 'y' || key === 'Y') return { state: list, effect: { kind: 'signal', target, signal } };
  return { state: { ...list, message: { text: 'Nothing was sent.', bad: false } } };
}

function inNice(state: TopState, key: string, mode: Extract<Mode, { kind: 'nice' }>): Step {
  const list: TopState = { ...state, mode: { kind: 'list' } };
  if (key === 'escape') return { state: list };
  if (key !== 'enter') {
    const text = typed(mode.text, key, 3);
    return { state: { ...state, mode: { ...mode, text: /^-?\d{0,2}$/.test(text) ? text : mode.text } } };
  }
  const nice = /^-?\d{1,2}$/.test(mode.text) ? Number(mode.text) : Number.NaN;
  if (nice >= -20 && nice <= 19) return { state: list, effect: { kind: 'nice', target: mode.target, nice } };
  return { state: { ...state, message: { text: 'A nice value is a whole number from -20 to 19.', bad: true } } };
}

function inDetail(state: TopState, key: string, mode: Extract<Mode, { kind: 'detail' }>, shown: Shown): Step {
  const { target } = mode;
  if (key === 'k') return { state: { ...state, mode: { kind: 'signal', target, index: 0 } } };
  if (key === 'r') return { state: { ...state, mode: { kind: 'nice', target, text: '' } } };
  if (key === 'up' || key === 'down') {
    const cursor = moved(state.cursor, moves[key] ?? ((index) => index), shown);
    return onTarget({ ...state, cursor }, shown, (next) => openDetail({ ...state, cursor }, next));
  }
  return { state: { ...state, mode: { kind: 'list' } } };
}

/** By code points, so that a character beyond 16 bits is taken back as a whole. */
function typed(text: string, key: string, most: number): string {
  const characters = Array.from(text);
  if (key === 'backspace') return characters.slice(0, -1).join('');
  const isCharacter = Array.from(key).length === 1;
  return isCharacter ? [...characters, key].slice(0, most).join('') : text;
}
