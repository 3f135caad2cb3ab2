/** Alerts of the monitor about itself, which no rule decides. */
import type { Alert } from '../../contracts/alerts.ts';

export interface Raise {
  /** Like the id of a rule: lower-case letters, digits and dashes. */
  readonly id: string;
  readonly title: string;
  /** One sentence. */
  readonly text: string;
  readonly severity: Alert['severity'];
}

type Changeable = { -readonly [Field in keyof Alert]: Alert[Field] };

export interface Raised {
  active(): readonly Alert[];
  ongoing(): readonly { readonly id: string; acknowledgedAt: number | null }[];
  /** The new alert; undefined when it is on already. */
  raise(given: Raise, at: number): Alert | undefined;
  /** The alert that ended; undefined when it was not on. */
  clear(ruleId: string, at: number): Alert | undefined;
  /** Takes one of an earlier run, so that its cause can clear it. False for one that a rule had. */
  adopt(alert: Alert): boolean;
}

export function createRaised(isQuiet: (unixMs: number) => boolean): Raised {
  const ongoing = new Map<string, Changeable>();

  return {
    active: () => [...ongoing.values()].map((alert) => ({ ...alert })),
    ongoing: () => [...ongoing.values()],
    raise({ id, title, text, severity }, at) {
      const known = ongoing.get(id);
      if (known !== undefined) {
        Object.assign(known, { title, text, severity });
        return undefined;
      }
      const nothing = { metric: '', instance: '', series: '', value: null, peak: null, endedAt: null, acknowledgedAt: null };
      const alert = { ...nothing, id: `${id}-${at.toString(36)}`, ruleId: id, title, text, severity, startedAt: at, quiet: isQuiet(at) };
      ongoing.set(id, alert);
      return { ...alert };
    },
    clear(id, at) {
      const known = ongoing.get(id);
      if (known === undefined) return undefined;
      ongoing.delete(id);
      return { ...known, endedAt: at };
    },
    adopt(alert) {
      if (alert.metric !== '' || ongoing.has(alert.ruleId)) return false;
      ongoing.set(alert.ruleId, { ...alert });
      return true;
    },
  };
}
