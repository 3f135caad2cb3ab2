/** The active alerts as JSON, kept up to date from when somebody first asks. */
import type { MonitorApi } from '../../api.ts';
import { isFields } from '../../check.ts';
import { answerValue, onEvent } from '../eventPayload.ts';

export interface AlertsSource {
  /** False when this monitor watches nothing. */
  readonly exists: boolean;
  /** Valid once `ready` was waited for. */
  readonly text: string;
  /** undefined when it is ready already. */
  ready(): Promise<void> | undefined;
  close(): void;
}

export function createAlertsSource(api: MonitorApi): AlertsSource {
  let text: string | undefined;
  let starting: Promise<void> | undefined;
  let leave: (() => void) | undefined;

  function take(payload: unknown): void {
    const alerts = isFields(payload) ? payload['alerts'] : undefined;
    if (!Array.isArray(alerts)) throw new Error('alerts without a list');
    text = JSON.stringify(alerts);
  }

  async function start(): Promise<void> {
    leave ??= onEvent(api, 'alerts.changed', take);
    const answer = answerValue(await api.call('alerts.active', {}, false));
    // What an event brought meanwhile is newer than the answer.
    if (text === undefined) take(answer);
  }

  return {
    exists: api.methodNames.includes('alerts.active'),
    get text() {
      return text ?? '[]';
    },
    ready() {
      if (text !== undefined) return undefined;
      starting ??= start().finally(() => {
        starting = undefined;
      });
      return starting;
    },
    close() {
      leave?.();
      leave = undefined;
    },
  };
}
