/** What the monitor says about itself, as an alert: for parts that go on without telling anybody. */
import type { MonitorModule } from '../module.ts';
import type { Alerts } from './alerts.ts';
import type { Raise } from './raised.ts';

export interface SelfWatchOptions {
  readonly alerts: Pick<Alerts, 'raise' | 'clear'>;
  /** Words of the alert; its text is what `look` answers. */
  readonly alert: Omit<Raise, 'text'>;
  /** Why it does not work, null when it does. Need not be cheap. */
  readonly look: () => string | null;
}

/** Also before the first look: nothing is asked while the monitor starts. */
const everyMs = 15_000;

export function createSelfWatch({ alerts, alert, look }: SelfWatchOptions): MonitorModule & Required<Pick<MonitorModule, 'onFrame'>> {
  let nextMs: number | undefined;
  return {
    methods: {},
    events: [],
    onFrame(_frame, monotonicMs) {
      nextMs ??= monotonicMs + everyMs;
      if (monotonicMs < nextMs) return;
      nextMs = monotonicMs + everyMs;
      const problem = look();
      if (problem === null) alerts.clear(alert.id);
      else alerts.raise({ ...alert, text: problem });
    },
  };
}
