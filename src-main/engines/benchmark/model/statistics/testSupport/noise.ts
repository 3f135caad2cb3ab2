/** Seeded noise of several shapes, around zero and with a spread of about one. */
import { seededRandom } from '../../search/random.ts';

export type Noise = () => number;

export function normalNoise(seed: number): Noise {
  const random = seededRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export function evenNoise(seed: number): Noise {
  const random = seededRandom(seed);
  return () => (random() - 0.5) * Math.sqrt(12);
}

/** What times look like: a floor and a long tail upwards. */
export function tailedNoise(seed: number): Noise {
  const normal = normalNoise(seed);
  return () => Math.exp(0.8 * normal()) - 1;
}

/** A tenth of the values is spread ten times as wide. */
export function spoiltNoise(seed: number): Noise {
  const random = seededRandom(seed);
  const normal = normalNoise(seed + 1);
  return () => normal() * (random() < 0.1 ? 10 : 1);
}

/** Each value resembles the one before it. */
export function dependentNoise(seed: number, likeness: number): Noise {
  const normal = normalNoise(seed);
  let value = normal();
  return () => {
    value = likeness * value + Math.sqrt(1 - likeness ** 2) * normal();
    return value;
  };
}

export const shapes: readonly (readonly [name: string, noise: (seed: number) => Noise])[] = [
  ['normal', normalNoise],
  ['even', evenNoise],
  ['tailed', tailedNoise],
  ['spoilt', spoiltNoise],
];

export function take(noise: Noise, count: number, middle = 100, spread = 1): readonly number[] {
  return Array.from({ length: count }, () => middle + spread * noise());
}

/** Share of so many trials in which something happened. */
export function shareOf(trials: number, happens: (trial: number) => boolean): number {
  let times = 0;
  for (let trial = 0; trial < trials; trial += 1) times += happens(trial) ? 1 : 0;
  return times / trials;
}

/** What a share may exceed its true value by when it is counted so often: three standard errors. */
export function samplingError(share: number, trials: number): number {
  return 3 * Math.sqrt((share * (1 - share)) / trials);
}
