/** How close something is to its limit, as a step of a scale and in words. Pure. */

/** 0 is nothing, 5 is the limit. */
export type HeatStep = 0 | 1 | 2 | 3 | 4 | 5;

/** Load of a processor: six steps that can be told apart. */
export function loadStep(percent: number): HeatStep {
  if (percent < 5) return 0;
  if (percent < 25) return 1;
  if (percent < 50) return 2;
  if (percent < 75) return 3;
  if (percent < 95) return 4;
  return 5;
}

export interface Closeness {
  readonly step: HeatStep;
  readonly words: string;
}

/**
 * Distance of a temperature to its own critical limit, in degrees: chips are
 * built to run warm, so that a share of the limit would alarm too early for a
 * hot chip and too late for a disk.
 */
export function closeness(tempC: number, criticalC: number | null): Closeness | null {
  if (criticalC === null) return null;
  const below = criticalC - tempC;
  const degrees = Math.abs(below).toFixed(0);
  if (below < 0) return { step: 5, words: `${degrees} °C over limit` };
  if (below < 5) return { step: 5, words: `${degrees} °C to limit` };
  const step = below < 10 ? 4 : below < 20 ? 3 : below < 35 ? 2 : below < 50 ? 1 : 0;
  return { step, words: `${degrees} °C below limit` };
}

/** Share of a power limit. */
export function powerCloseness(powerW: number, capW: number | null): Closeness | null {
  if (capW === null || capW <= 0) return null;
  const share = (powerW / capW) * 100;
  const step = share < 25 ? 0 : share < 50 ? 1 : share < 75 ? 2 : share < 90 ? 3 : share < 98 ? 4 : 5;
  return { step, words: `${share.toFixed(0)}% of its limit` };
}
