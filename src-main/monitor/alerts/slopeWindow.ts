/**
 * How fast a figure changes: least squares over the last seconds or hours, from
 * at most 40 points that are each the mean of what was measured in their time.
 */

/** Per second. */
export interface Slope {
  readonly perSecond: number;
  /** False when the figures scatter so much that the slope says nothing about what comes next. */
  readonly isSteady: boolean;
}

const mostPoints = 40;
/** A slow interval must not leave a short window empty: so many points are kept, unless they are too old. */
const leastPoints = 8;
const keepAtLeastMs = 600_000;
/** Fewer say nothing. */
const fewestToFit = 4;
/** Part of the variance that the line explains (r²): below, the figure goes up and down rather than somewhere. */
const steadyShare = 0.6;

export class SlopeWindow {
  readonly #overMs: number;
  readonly #times: number[] = [];
  readonly #values: number[] = [];
  #openSince: number | undefined;
  #sumTimes = 0;
  #sumValues = 0;
  #count = 0;
  #slope: Slope | undefined;

  constructor(overMs: number) {
    this.#overMs = overMs;
  }

  get points(): number {
    return this.#times.length;
  }

  /** Times rise and stand still while the machine sleeps. */
  add(atMs: number, value: number): void {
    if (this.#openSince !== undefined && atMs - this.#openSince >= this.#overMs / mostPoints) this.#close();
    this.#openSince ??= atMs;
    this.#sumTimes += atMs;
    this.#sumValues += value;
    this.#count += 1;
  }

  /** Forgets everything: what came before a sleep says nothing about after it. */
  clear(): void {
    this.#times.length = 0;
    this.#values.length = 0;
    this.#openSince = undefined;
    this.#sumTimes = 0;
    this.#sumValues = 0;
    this.#count = 0;
    this.#slope = undefined;
  }

  /** undefined until at least half of the time is covered. Only counted anew when a point was added. */
  slope(): Slope | undefined {
    return this.#slope;
  }

  #close(): void {
    const at = this.#sumTimes / this.#count;
    this.#times.push(at);
    this.#values.push(this.#sumValues / this.#count);
    this.#openSince = undefined;
    this.#sumTimes = 0;
    this.#sumValues = 0;
    this.#count = 0;
    let drop = 0;
    while (this.#isOutdated(at - (this.#times[drop] ?? at), this.#times.length - drop)) drop += 1;
    if (drop > 0) {
      this.#times.splice(0, drop);
      this.#values.splice(0, drop);
    }
    this.#slope = this.#fit();
  }

  #isOutdated(ageMs: number, points: number): boolean {
    if (points > mostPoints) return true;
    return points > leastPoints ? ageMs > this.#overMs : ageMs > Math.max(this.#overMs, keepAtLeastMs);
  }

  #fit(): Slope | undefined {
    const count = this.#times.length;
    const first = this.#times[0] ?? 0;
    const span = (this.#times[count - 1] ?? 0) - first;
    if (count < fewestToFit || span < this.#overMs / 2) return undefined;
    // Relative to the first point, so that large figures (bytes) lose no digits.
    const base = this.#values[0] ?? 0;
    let meanTime = 0;
    let meanValue = 0;
    for (let index = 0; index < count; index += 1) {
      meanTime += ((this.#times[index] ?? 0) - first) / count;
      meanValue += ((this.#values[index] ?? 0) - base) / count;
    }
    let timeTime = 0;
    let timeValue = 0;
    let valueValue = 0;
    for (let index = 0; index < count; index += 1) {
      const time = (this.#times[index] ?? 0) - first - meanTime;
      const value = (this.#values[index] ?? 0) - base - meanValue;
      timeTime += time * time;
      timeValue += time * value;
      valueValue += value * value;
    }
    if (valueValue === 0) return { perSecond: 0, isSteady: true };
    return { perSecond: (timeValue / timeTime) * 1000, isSteady: (timeValue * timeValue) / (timeTime * valueValue) >= steadyShare };
  }
}
