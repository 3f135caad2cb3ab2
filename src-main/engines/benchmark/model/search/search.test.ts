import { describe, expect, it } from 'vitest';
import { createSearch, type KnobValues, keyOf, type Search } from './index.ts';
import { seededRandom } from './random.ts';

const knobs = [
  { knobId: 'readAhead', values: ['4096', '1024'], now: '128' },
  { knobId: 'scheduler', values: ['none'], now: 'mq-deadline' },
  { knobId: 'swappiness', values: ['10', '60', '1'], now: '60' },
];

/** Answers until the search has no more questions, or the measurements are used up. */
function answer(search: Search, gainOf: (values: KnobValues) => number | null, most = 500): readonly KnobValues[] {
  const asked: KnobValues[] = [];
  while (asked.length < most) {
    const values = search.next();
    if (values === null) return asked;
    asked.push(values);
    search.tell(values, gainOf(values));
  }
  return asked;
}

describe('the search', () => {
  it('asks for each value by itself first, the best evidenced first, and never for stock', () => {
    const asked = answer(createSearch({ knobs }), () => 0, 5);
    expect(asked).toEqual([{ readAhead: '4096' }, { readAhead: '1024' }, { scheduler: 'none' }, { swappiness: '10' }, { swappiness: '1' }]);
  });

  it('puts what helps together and leaves out what does not', () => {
    const gains = new Map([
      ['4096', 6],
      ['none', 3],
      ['10', -4],
      ['1', -9],
    ]);
    const search = createSearch({ knobs });
    answer(search, (values) => Object.values(values).reduce((sum, value) => sum + (gains.get(value) ?? 0), 0));
    expect(search.ranked()[0]).toEqual({ values: { readAhead: '4096', scheduler: 'none' }, gainPercent: 9 });
  });

  it('does not put together what harms together', () => {
    const search = createSearch({ knobs });
    answer(search, (values) => (Object.keys(values).length > 1 ? -5 : values['readAhead'] === '4096' ? 6 : 2));
    expect(search.ranked()[0]?.values).toEqual({ readAhead: '4096' });
    expect(search.ranked().every(({ values }) => Object.keys(values).length === 1)).toBe(true);
  });

  it('never asks again for what could not be tried', () => {
    const asked = answer(createSearch({ knobs }), (values) => (values['readAhead'] === undefined ? 1 : null));
    const keys = asked.filter((values) => values['readAhead'] !== undefined).map(keyOf);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('ends without a word when there is nothing to try, or everything is refused or harms', () => {
    expect(createSearch({ knobs: [] }).next()).toBeNull();
    for (const gain of [null, -1]) {
      const search = createSearch({ knobs });
      answer(search, () => gain);
      expect(search.next()).toBeNull();
      expect(search.ranked()).toEqual([]);
    }
  });

  it('may be stopped at any time, and asks a bounded number of questions', () => {
    const many = Array.from({ length: 40 }, (_, index) => ({ knobId: `knob${String(index)}`, values: ['a', 'b', 'c'], now: 'stock' }));
    const noise = normal(1);
    const asked = answer(createSearch({ knobs: many }), () => noise());
    expect(asked.length).toBeLessThan(3 * 120);
  });

  it('finds most of what there is on surfaces with many knobs that do nothing, harm, or act only together', () => {
    let found = 0;
    let possible = 0;
    for (let seed = 1; seed <= 60; seed += 1) {
      const { surfaceKnobs, gainOf, bestSingle } = surface(seed);
      const noise = normal(seed);
      const search = createSearch({ knobs: surfaceKnobs });
      answer(search, (values) => gainOf(values) + noise(), 60);
      const finalists = search.ranked().slice(0, 3);
      found += Math.max(0, ...finalists.map(({ values }) => gainOf(values)));
      possible += bestSingle;
    }
    // Sets gain more than the best value alone, although noise hides which that is.
    expect(found).toBeGreaterThan(1.2 * possible);
  });
});

interface Surface {
  readonly surfaceKnobs: Parameters<typeof createSearch>[0]['knobs'];
  readonly gainOf: (values: KnobValues) => number;
  readonly bestSingle: number;
}

/** Effects that add up, and three pairs of knobs that act on each other; one value in seven helps, one in five harms. */
function surface(seed: number): Surface {
  const random = seededRandom(seed * 977);
  const surfaceKnobs = Array.from({ length: 12 }, (_, index) => ({
    knobId: `knob${String(index)}`,
    values: Array.from({ length: 1 + Math.floor(random() * 3) }, (__, value) => `value${String(value)}`),
    now: 'stock',
  }));
  const singles = surfaceKnobs.flatMap(({ knobId, values }) => values.map((value) => ({ [knobId]: value })));
  const effects = new Map(singles.map((single) => [keyOf(single), effect(random)]));
  const pairs = Array.from({ length: 3 }, () => ({
    one: `knob${String(Math.floor(random() * 6))}`,
    other: `knob${String(6 + Math.floor(random() * 6))}`,
    gain: (random() < 0.5 ? -1 : 1) * (2 + 2 * random()),
  }));
  const gainOf = (values: KnobValues): number => {
    const alone = Object.entries(values).reduce((sum, [knobId, value]) => sum + (effects.get(keyOf({ [knobId]: value })) ?? 0), 0);
    const together = pairs.filter(({ one, other }) => values[one] !== undefined && values[other] !== undefined);
    return together.reduce((sum, { gain }) => sum + gain, alone);
  };
  return { surfaceKnobs, gainOf, bestSingle: Math.max(0, ...singles.map(gainOf)) };
}

function effect(random: () => number): number {
  const kind = random();
  if (kind < 0.15) return 2 + 6 * random();
  return kind < 0.35 ? -(2 + 15 * random() ** 2) : 0;
}

/** Spread of one measurement in percent, about what a block of four gives on a quiet machine. */
function normal(seed: number): () => number {
  const random = seededRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
