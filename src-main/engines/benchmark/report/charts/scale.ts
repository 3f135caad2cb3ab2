/** From values to places on the paper, with round figures for the axis. */

export interface Scale {
  at(value: number): number;
  readonly ticks: readonly number[];
}

/** At least `least` apart; a single value gets a range of its own around it. */
export function linearScale(values: readonly number[], from: number, to: number, ticks = 5): Scale {
  const low = minimum(values);
  const high = maximum(values);
  const pad = high > low ? (high - low) * 0.06 : Math.max(Math.abs(low) * 0.05, 1e-9);
  const [bottom, top] = [low - pad, high + pad];
  const step = roundStep((top - bottom) / ticks);
  const first = Math.ceil(bottom / step);
  const count = Math.min(20, Math.max(0, Math.floor(top / step) - first + 1));
  return {
    at: (value) => from + ((value - bottom) / (top - bottom)) * (to - from),
    ticks: Array.from({ length: count }, (_, index) => Number(((first + index) * step).toPrecision(12))),
  };
}

/** Needs values above zero. Base 2 for sizes of memory, else 10. */
export function logScale(values: readonly number[], from: number, to: number, base: 2 | 10): Scale {
  const low = Math.log(minimum(values)) / Math.log(base);
  const high = Math.log(maximum(values)) / Math.log(base);
  const pad = high > low ? (high - low) * 0.03 : 0.5;
  const [bottom, top] = [low - pad, high + pad];
  const at = (value: number): number => from + ((Math.log(value) / Math.log(base) - bottom) / (top - bottom)) * (to - from);
  const every = Math.max(1, Math.ceil((top - bottom) / 8));
  const powers: number[] = [];
  for (let power = Math.ceil(bottom); power <= top; power += 1) if (power % every === 0) powers.push(base ** power);
  const ticks = base === 10 && powers.length < 3 ? withHalves(bottom, top) : powers;
  return { at, ticks };
}

/** 1, 2 and 5 times each power of ten. */
function withHalves(bottom: number, top: number): readonly number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(bottom); power <= top; power += 1) {
    for (const factor of [1, 2, 5]) {
      const value = factor * 10 ** power;
      const place = Math.log10(value);
      if (place >= bottom && place <= top) ticks.push(Number(value.toPrecision(12)));
    }
  }
  return ticks;
}

function roundStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= raw) ?? 10;
  return factor * power;
}

/** Lists may be too long to be arguments of Math.min. */
export function minimum(values: readonly number[]): number {
  return values.reduce((found, value) => Math.min(found, value), Number.POSITIVE_INFINITY);
}

export function maximum(values: readonly number[]): number {
  return values.reduce((found, value) => Math.max(found, value), Number.NEGATIVE_INFINITY);
}
