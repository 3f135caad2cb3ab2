/**
 * The shell's own connection to hecated, for the tray and the notifications.
 * It is loaded after the window has shown and opens itself again when it is lost.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '../contracts/kit/client.ts';
import type { OpenedConnection } from '../contracts/kit/openConnection.ts';
import type { PlanRecord } from '../contracts/plan.ts';
import { profilesContract } from '../contracts/profiles.ts';
import { type Settings, settingsContract } from '../contracts/settings.ts';
import { protocolVersion, systemContract } from '../contracts/system.ts';
import { type TuningStatus, tuningContract } from '../contracts/tuning.ts';
import { followAlerts } from './alertsFollow.ts';
import { type Announcement, announceDrift, announcePlans } from './announcements.ts';
import type { TrayFacts } from './trayModel.ts';

export interface ControlEvents {
  facts(facts: TrayFacts): void;
  settings(settings: Settings): void;
  announce(announcement: Announcement): void;
  log(line: string): void;
}

export interface Control {
  selectProfile(id: string | null): Promise<void>;
  undoLast(): Promise<void>;
  stop(): void;
}

const historyLength = 50;
const undoable: readonly PlanRecord['state'][] = ['applied', 'awaitingConfirmation', 'awaitingBoot'];

const nothingKnown: TrayFacts = {
  choice: undefined,
  profiles: [],
  status: undefined,
  undoTitle: undefined,
  busy: undefined,
  alerts: undefined,
};

function makeClients(connection: OpenedConnection) {
  return {
    system: createClient(systemContract, connection),
    profiles: createClient(profilesContract, connection),
    tuning: createClient(tuningContract, connection),
    settings: createClient(settingsContract, connection),
  };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** `connect` gives a connection that listens already. `retryMs` is the pause before a lost connection is opened again. */
export function createControl(connect: () => Promise<OpenedConnection>, events: ControlEvents, retryMs = 3_000): Control {
  const stopped = new AbortController();
  let clients: ReturnType<typeof makeClients> | undefined;
  let connection: OpenedConnection | undefined;
  let facts = nothingKnown;
  let history: readonly PlanRecord[] | undefined;
  let notifies = true;

  function publish(change: Partial<TrayFacts>): void {
    if (stopped.signal.aborted) return; // the tray icon is gone
    facts = { ...facts, ...change };
    events.facts(facts);
  }

  async function refresh(): Promise<void> {
    if (clients === undefined) return;
    const [choice, { profiles }, status, { plans }] = await Promise.all([
      clients.profiles.choice({}),
      clients.profiles.list({}),
      clients.tuning.status({}),
      clients.tuning.history({ limit: historyLength }),
    ]);
    // The first look is what was there before the app; only what happens since is news.
    if (history !== undefined) for (const news of announcePlans(history, plans)) events.announce(news);
    history = plans;
    publish({ choice, profiles, status, undoTitle: plans.find((record) => undoable.includes(record.state))?.title });
  }

  function refreshSafely(): void {
    refresh().catch((error: unknown) => {
      events.log(`tray: ${wordsOf(error)}`);
    });
  }

  function tuningChanged(status: TuningStatus): void {
    const drift = announceDrift(facts.status, status);
    if (drift !== undefined && facts.status !== undefined) events.announce(drift);
    publish({ status });
    refreshSafely();
  }

  function settingsChanged(settings: Settings): void {
    notifies = settings.desktopNotifications;
    events.settings(settings);
  }

  async function attach(): Promise<void> {
    connection = await connect();
    const ended = new Promise<void>((resolve) => connection?.onClose(resolve));
    const opened = makeClients(connection);
    await opened.system.hello({ protocol: protocolVersion, client: 'tray' });
    clients = opened;
    opened.tuning.changed(tuningChanged);
    opened.settings.changed((settings) => {
      settingsChanged(settings);
      refreshSafely();
    });
    settingsChanged((await opened.settings.get({})).settings);
    followAlerts({
      connection,
      notifies: () => notifies,
      publish: (alerts) => {
        publish({ alerts });
      },
      announce: (news) => {
        events.announce(news);
      },
      onProblem: (error) => {
        events.log(`alerts: ${wordsOf(error)}`);
      },
    });
    await refresh();
    await ended;
  }

  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      try {
        await attach();
      } catch (error) {
        events.log(`tray: ${wordsOf(error)}`);
        connection?.dispose();
      }
      clients = undefined;
      publish(nothingKnown);
      await pause(retryMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  }

  run().catch((error: unknown) => {
    events.log(`tray: ${wordsOf(error)}`);
  });

  return {
    selectProfile: async (id) => {
      await clients?.profiles.select({ id });
      await refresh();
    },
    undoLast: async () => {
      if (clients === undefined) return;
      publish({ busy: 'Undoing the last change …' });
      try {
        await clients.tuning.undo({ planId: null, knobId: null, all: false, force: false });
      } catch (error) {
        events.announce({ title: 'Not undone', body: wordsOf(error) });
      } finally {
        publish({ busy: undefined });
        await refresh();
      }
    },
    stop: () => {
      stopped.abort();
      connection?.dispose();
    },
  };
}
