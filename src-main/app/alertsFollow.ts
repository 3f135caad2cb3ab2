/** Follows the alerts for the tray and the notifications, over one connection to hecated. */
import { type Alert, alertsContract } from '../contracts/alerts.ts';
import { createClient } from '../contracts/kit/client.ts';
import type { OpenedConnection } from '../contracts/kit/openConnection.ts';
import { type AlertsFact, alertsFact, announceAlerts } from './alertsNews.ts';
import type { Announcement } from './announcements.ts';

export interface FollowOptions {
  readonly connection: OpenedConnection;
  /** Whether the user wants notifications, now. */
  readonly notifies: () => boolean;
  readonly publish: (alerts: AlertsFact | undefined) => void;
  readonly announce: (announcement: Announcement) => void;
  readonly onProblem: (error: unknown) => void;
  /** What ended while the monitor was restarted is told by no event. */
  readonly lookAgainMs?: number;
}

const defaultLookAgainMs = 60_000;

/** Ends with the connection. */
export function followAlerts(options: FollowOptions): void {
  const { connection, notifies, publish, announce, onProblem, lookAgainMs = defaultLookAgainMs } = options;
  const client = createClient(alertsContract, connection);
  let closed = false;
  const problem = (error: unknown): void => {
    if (!closed) onProblem(error);
  };

  async function look(): Promise<void> {
    publish(alertsFact((await client.active({})).alerts));
  }

  async function announceFired(fired: readonly Alert[]): Promise<void> {
    const { rules } = await client.rules({});
    const silent = new Set(rules.rules.filter(({ notify }) => !notify).map(({ id }) => id));
    for (const news of announceAlerts(fired, silent)) announce(news);
  }

  client.changed(({ alerts, fired }) => {
    publish(alertsFact(alerts));
    if (fired.length > 0 && notifies()) announceFired(fired).catch(problem);
  });
  look().catch(problem);
  const timer = setInterval(() => {
    look().catch(problem);
  }, lookAgainMs);
  connection.onClose(() => {
    closed = true;
    clearInterval(timer);
  });
}
