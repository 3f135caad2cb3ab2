/** Ties `hecate top` together: hears events and keys, does what a key asks for, draws. What decides and what draws is beside this file. */
import { alertsContract } from '../../contracts/alerts.ts';
import type { Client } from '../../contracts/kit/define.ts';
import { monitorContract } from '../../contracts/monitor.ts';
import { processesContract } from '../../contracts/processes.ts';
import { type CommandContext, clientOf } from '../context.ts';
import type { ProcessSort } from '../format/processRows.ts';
import { safe } from '../format/reading.ts';
import { type Effect, initialState, pressKey, type Shown, type Target, type TopState } from './state.ts';
import { drawTop, rowsFor, type TopData } from './view.ts';

interface Clients {
  readonly monitor: Client<typeof monitorContract>;
  readonly alerts: Client<typeof alertsContract>;
  readonly processes: Client<typeof processesContract>;
}

/** Until q, Ctrl-C, or enough tables were seen. Rejects when the way to the figures is lost. */
export async function watchTop(context: CommandContext): Promise<void> {
  const clients: Clients = {
    monitor: await clientOf(context, monitorContract),
    alerts: await clientOf(context, alertsContract),
    processes: await clientOf(context, processesContract),
  };
  const { signal, values } = context;
  // The first answers prove that there is somebody; a subscription alone would wait in silence.
  const [frame, active] = await Promise.all([clients.monitor.snapshot({}, { signal }), clients.alerts.active({}, { signal })]);
  const state = initialState({
    sort: (values.text('sort') ?? 'cpu') as ProcessSort,
    filter: values.text('filter') ?? '',
    tree: values.flag('tree'),
  });
  await runScreen(context, clients, state, { frame, alerts: active.alerts, table: null, groups: null, detail: null });
}

async function runScreen(context: CommandContext, clients: Clients, firstState: TopState, firstData: TopData): Promise<void> {
  const { console, page, values, signal } = context;
  const limit = values.number('limit');
  let tablesLeft = values.number('count') ?? Number.POSITIVE_INFINITY;
  let state = firstState;
  let data = firstData;
  let shown: Shown = { keys: [], processAt: () => undefined, pageRows: 1 };
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });

  const draw = (): void => {
    const picture = drawTop(
      { page: { ...page, width: screen.columns }, rows: screen.rows, nowMs: Date.now() },
      state,
      data,
      rowsFor(state, data, limit),
    );
    shown = picture.shown;
    screen.draw(picture.lines);
  };
  const hear = (news: Partial<TopData>): void => {
    data = { ...data, ...news };
    draw();
  };
  const say = (text: string, bad: boolean): void => {
    state = { ...state, message: { text, bad } };
    draw();
  };

  const ask = (what: Promise<string | null>): void => {
    what.then(
      (text) => {
        if (text !== null) say(text, false);
      },
      (error: unknown) => {
        say(error instanceof Error ? error.message : String(error), true);
      },
    );
  };

  const showDetail = async ({ pid, startTicks }: Target): Promise<null> => {
    const detail = await clients.processes.detail({ pid, startTicks }, { signal });
    // Meanwhile another one may have been chosen, or none.
    if (state.mode.kind === 'detail' && state.mode.target.pid === pid) hear({ detail });
    return null;
  };

  const perform = (effect: Effect): void => {
    if (effect.kind === 'quit') {
      end();
      return;
    }
    if (effect.kind === 'signal') ask(sendSignal(clients, effect));
    if (effect.kind === 'nice') ask(setNice(clients, effect));
    if (effect.kind === 'detail') {
      data = { ...data, detail: null };
      ask(showDetail(effect.target));
    }
  };

  const press = (key: string): void => {
    const before = state;
    const step = pressKey(state, key, shown);
    state = step.state;
    if (state.view !== before.view) follow();
    if (step.effect !== undefined) perform(step.effect);
    draw();
  };

  let leaveTable: () => void = () => undefined;
  /** Only the table that is looked at is measured. */
  const follow = (): void => {
    leaveTable();
    leaveTable =
      state.view === 'services'
        ? clients.processes.groupTable((groups) => {
            tableSeen({ groups });
          })
        : clients.processes.table((table) => {
            tableSeen({ table });
          });
  };
  const tableSeen = (news: Partial<TopData>): void => {
    hear(news);
    if (state.mode.kind === 'detail') ask(showDetail(state.mode.target));
    tablesLeft -= 1;
    if (tablesLeft <= 0) end();
  };

  const screen = console.openScreen({ onKey: press, onRedraw: draw });
  signal.addEventListener('abort', end, { once: true });
  const leaveFrames = clients.monitor.frame((frame) => {
    hear({ frame });
  });
  const leaveAlerts = clients.alerts.changed(({ alerts }) => {
    hear({ alerts });
  });
  // Figures that stop coming must not look like a machine that stands still.
  const lookAgain = setInterval(draw, 2000);
  try {
    follow();
    draw();
    if (signal.aborted) end();
    await Promise.race([ended, (await context.session()).lost]);
  } finally {
    clearInterval(lookAgain);
    signal.removeEventListener('abort', end);
    leaveTable();
    leaveFrames();
    leaveAlerts();
    screen.close();
  }
}

async function sendSignal(clients: Clients, { target, signal }: Extract<Effect, { kind: 'signal' }>): Promise<string> {
  const { pid, startTicks, name } = target;
  const done = await clients.processes.signal({ pid, startTicks, signal });
  const how = done.record === null ? '' : `, as plan ${done.record.planId}`;
  return `${signal} was sent to ${String(pid)} (${safe(name)})${done.ended ? ', and it ended' : ''}${how}.`;
}

async function setNice(clients: Clients, { target, nice }: Extract<Effect, { kind: 'nice' }>): Promise<string> {
  const { pid, startTicks, name } = target;
  const done = await clients.processes.adjust({ pid, startTicks, change: { nice } });
  const how = done.record === null ? '' : `, as plan ${done.record.planId}`;
  return `The nice value of ${String(pid)} (${safe(name)}) is ${String(done.detail.nice)}${how}.`;
}
