/** Every value of every knob by itself; the better half is looked at again until few are left. Pure. */
export interface AskedKnob {
  readonly knobId: string;
  readonly values: readonly string[];
  readonly now: string;
}

export interface Search {
  /** What to measure next; null when there is nothing more to ask. */
  next(): Readonly<Record<string, string>> | null;
  /** Its gain over stock, percent; null when it could not be tried. */
  tell(values: Readonly<Record<string, string>>, gainPercent: number | null): void;
}

interface Asked {
  readonly values: Readonly<Record<string, string>>;
  readonly gains: readonly number[];
}

const enough = 2;

export function oneByOne(knobs: readonly AskedKnob[]): Search {
  let racing: readonly Asked[] = knobs.flatMap(({ knobId, values }) => values.map((value) => ({ values: { [knobId]: value }, gains: [] })));
  let position = 0;
  const nextRace = (): void => {
    const alive = racing.filter(({ gains }) => gains.length > 0).sort((a, b) => mean(b.gains) - mean(a.gains));
    racing = alive.length <= enough ? [] : alive.slice(0, Math.ceil(alive.length / 2));
    position = 0;
  };
  return {
    next() {
      if (position >= racing.length) nextRace();
      return racing[position]?.values ?? null;
    },
    tell(_values, gainPercent) {
      racing = racing.map((one, index) =>
        index === position ? { ...one, gains: gainPercent === null ? [] : [...one.gains, gainPercent] } : one,
      );
      position += 1;
    },
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
