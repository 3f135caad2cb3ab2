/**
 * Processes and services, read only while somebody looks at them: the kernel
 * is asked for nothing on behalf of a page that is closed or hidden.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type {
  GroupTable,
  ProcessAdjustment,
  ProcessDetail,
  ProcessTable,
  processSignal,
} from '../../../../src-main/contracts/processes.ts';
import type { Clients } from '../../api/clients.ts';
import type { Session } from '../../api/session.ts';
import { emptyLoadable, type Loadable, toAppError } from '../../lib/loadable.ts';
import { pageVisibility, type Visibility, whileVisible } from '../../lib/visibility.ts';

export type ProcessSignal = (typeof processSignal)['options'][number];
/** What names one process for ever. */
export interface ProcessTarget {
  readonly pid: number;
  readonly startTicks: number;
}

export interface NamedTarget extends ProcessTarget {
  readonly name: string;
}

export interface ProcessesState {
  readonly table: Loadable<ProcessTable>;
  readonly groups: Loadable<GroupTable>;
}

type ProcessClient = Clients['processes'];
export type SignalResult = Awaited<ReturnType<ProcessClient['signal']>>;
export type AdjustResult = Awaited<ReturnType<ProcessClient['adjust']>>;

export interface ProcessesFeature {
  readonly store: StoreApi<ProcessesState>;
  /** Keeps the table fresh until the returned function is called. */
  watchTable(): () => void;
  watchGroups(): () => void;
  detail(target: ProcessTarget): Promise<ProcessDetail>;
  signal(target: ProcessTarget, signal: ProcessSignal): Promise<SignalResult>;
  adjust(target: ProcessTarget, change: ProcessAdjustment): Promise<AdjustResult>;
}

/** The first picture must not wait for the two seconds of the events; rates over less than this are noise. */
const firstOverMs = 400;
const retryEveryMs = 5_000;

interface Feed<T> {
  readonly once: (clients: Clients) => Promise<T>;
  readonly subscribe: (clients: Clients, listener: (value: T) => void) => () => void;
  readonly read: () => Loadable<T>;
  readonly publish: (next: Loadable<T>) => void;
}

function follow<T>(clients: Clients, feed: Feed<T>): () => void {
  let stopped = false;
  let fresh = false;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  const accept = (value: T): void => {
    if (stopped) return;
    fresh = true;
    feed.publish({ value, error: null, loading: false });
  };
  function first(): void {
    feed.publish({ ...feed.read(), loading: true });
    feed.once(clients).then(
      (value) => {
        // An event that came meanwhile is newer.
        if (!fresh) accept(value);
      },
      (error: unknown) => {
        if (stopped || fresh) return;
        feed.publish({ value: feed.read().value, error: toAppError(error), loading: false });
        retryTimer = setTimeout(first, retryEveryMs);
      },
    );
  }
  first();
  const unsubscribe = feed.subscribe(clients, accept);
  return () => {
    stopped = true;
    clearTimeout(retryTimer);
    unsubscribe();
  };
}

export function createProcessesFeature(session: Session, visibility: Visibility = pageVisibility): ProcessesFeature {
  const store = createStore<ProcessesState>(() => ({ table: emptyLoadable(), groups: emptyLoadable() }));
  const tableFeed: Feed<ProcessTable> = {
    once: (clients) => clients.processes.list({ overMs: firstOverMs }),
    subscribe: (clients, listener) => clients.processes.table(listener),
    read: () => store.getState().table,
    publish: (table) => {
      store.setState({ table });
    },
  };
  const groupsFeed: Feed<GroupTable> = {
    once: (clients) => clients.processes.groups({ overMs: firstOverMs }),
    subscribe: (clients, listener) => clients.processes.groupTable(listener),
    read: () => store.getState().groups,
    publish: (groups) => {
      store.setState({ groups });
    },
  };
  const watch = <T>(feed: Feed<T>): (() => void) => whileVisible(visibility, () => session.onOpen((clients) => follow(clients, feed)));
  return {
    store,
    watchTable: () => watch(tableFeed),
    watchGroups: () => watch(groupsFeed),
    detail: (target) => session.clients().processes.detail(target),
    signal: (target, signal) => session.clients().processes.signal({ ...target, signal }),
    adjust: (target, change) => session.clients().processes.adjust({ ...target, change }),
  };
}
