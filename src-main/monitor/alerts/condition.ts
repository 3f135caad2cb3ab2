/** Whether one figure is beyond the limit of a rule, at this moment. Pure but for the window of past figures. */
import type { AlertCondition } from '../../contracts/alerts.ts';
import type { SlopeWindow } from './slopeWindow.ts';

/** `unknown`: nothing was measured, or not for long enough; changes nothing. */
export type Verdict = 'beyond' | 'fine' | 'unknown';

export interface Look {
  readonly verdict: Verdict;
  /** For a rate and a forecast. */
  readonly perMinute: number | null;
  /** For a forecast: how long until the figure is reached, 0 when it is. */
  readonly reachedInSeconds: number | null;
}

/** What the alert that is on already says, if there is one: an end has its own limit. */
export interface OngoingForecast {
  readonly fromBelow: boolean;
}

/** One object for each plain outcome: there are thousands of looks in a second. */
export const plainLook: Readonly<Record<Verdict, Look>> = {
  beyond: { verdict: 'beyond', perMinute: null, reachedInSeconds: null },
  fine: { verdict: 'fine', perMinute: null, reachedInSeconds: null },
  unknown: { verdict: 'unknown', perMinute: null, reachedInSeconds: null },
};

/** Seconds of figures that a condition needs; undefined when it needs the newest one only. */
export function windowSeconds(condition: AlertCondition): number | undefined {
  return condition.kind === 'rate' || condition.kind === 'forecast' ? condition.overSeconds : undefined;
}

/** Between the limit and the end of the hysteresis an alert that is on stays on, and one that is not stays off. */
function isAbove(value: number, limit: number, clear: number, isOn: boolean): boolean {
  if (value > limit) return true;
  return isOn && clear < limit && value >= clear;
}

function rate(condition: AlertCondition & { kind: 'rate' }, window: SlopeWindow | undefined): Look {
  const slope = window?.slope();
  if (slope === undefined) return plainLook.unknown;
  const perMinute = slope.perSecond * 60;
  const isBeyond = condition.perMinute < 0 ? perMinute < condition.perMinute : perMinute > condition.perMinute;
  return { verdict: isBeyond ? 'beyond' : 'fine', perMinute, reachedInSeconds: null };
}

type Forecast = AlertCondition & { kind: 'forecast' };

function forecast(condition: Forecast, value: number, window: SlopeWindow | undefined, ongoing: OngoingForecast | undefined): Look {
  const slope = window?.slope();
  if (slope === undefined) return plainLook.unknown;
  const perMinute = slope.perSecond * 60;
  const missing = condition.reaches - value;
  const isReached = ongoing !== undefined && (ongoing.fromBelow ? missing <= 0 : missing >= 0);
  if (isReached) return { verdict: 'beyond', perMinute, reachedInSeconds: 0 };
  const seconds = slope.perSecond === 0 ? Number.POSITIVE_INFINITY : missing / slope.perSecond;
  const isBeyond = slope.isSteady && seconds > 0 && seconds <= condition.withinSeconds;
  return { verdict: isBeyond ? 'beyond' : 'fine', perMinute, reachedInSeconds: isBeyond ? seconds : null };
}

/** `ongoing` is undefined while no alert is on. For `absent` a figure that came is fine; those that do not come are not asked here. */
export function look(
  condition: AlertCondition,
  value: number | null,
  window: SlopeWindow | undefined,
  ongoing: OngoingForecast | undefined,
): Look {
  if (value === null) return plainLook.unknown;
  switch (condition.kind) {
    case 'above': {
      const clear = condition.clearBelow ?? condition.value;
      return isAbove(value, condition.value, clear, ongoing !== undefined) ? plainLook.beyond : plainLook.fine;
    }
    case 'below': {
      const clear = condition.clearAbove ?? condition.value;
      return isAbove(-value, -condition.value, -clear, ongoing !== undefined) ? plainLook.beyond : plainLook.fine;
    }
    case 'rate':
      return rate(condition, window);
    case 'forecast':
      return forecast(condition, value, window, ongoing);
    case 'absent':
      return plainLook.fine;
  }
}
