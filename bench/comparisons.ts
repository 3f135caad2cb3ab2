/**
 * How often comparisons claim what is not there, and find what is: the wall time of a real short command beside itself, and
 * beside itself in a wrapper that keeps the processor busy for a planted share of the command's own time.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { abba, compareSamples, median } from '../src-main/engines/benchmark/model/statistics/index.ts';
import { type Command, type Row, wallTimeMs } from './measure.ts';

const plantedPercents = [2, 5, 10];
const blocks = 4;
const alpha = 0.05;
/** Long enough that starting the process is the smaller part, short enough for thousands of runs. */
const fileBytes = 8 << 20;

interface Compared {
  readonly claimed: boolean;
  readonly changePercent: number | null;
  readonly detectablePercent: number | null;
}

/** `quick`: a few comparisons, to see that it works; the rates of so few mean little. */
export function measureComparisons(quick: boolean): readonly Row[] {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'hecate-bench-comparisons-'));
  try {
    const file = path.join(folder, 'data');
    writeFileSync(file, Buffer.alloc(fileBytes, 'hecate'));
    const command = { name: 'sha256sum', program: 'sha256sum', args: [file] };
    for (let warmUp = 0; warmUp < 5; warmUp += 1) wallTimeMs(command);
    return rowsOf(command, quick ? 12 : 200, quick ? 4 : 60);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rowsOf(command: Command, withItself: number, withPlanted: number): readonly Row[] {
  const compare = (count: number, plantedPercent: number): readonly Compared[] =>
    Array.from({ length: count }, () => compareOnce(command, plantedPercent));
  const how = (count: number): string =>
    `${String(count)} comparisons of ${String(2 * blocks)} with ${String(2 * blocks)} measurements of sha256sum, in turns`;
  const alike = compare(withItself, 0);
  const stated = medianOf(alike.map(({ detectablePercent }) => detectablePercent));
  return [
    {
      name: 'a thing with itself: claims',
      value: claimedPercent(alike),
      unit: '%',
      budget: mostClaimsPercent(withItself),
      how: how(withItself),
    },
    detectableRow('a thing with itself', alike),
    ...(stated === null ? [] : [statedRow(stated, compare(withPlanted, stated))]),
    ...plantedPercents.flatMap((planted) => {
      const name = `planted ${String(planted)} %`;
      const compared = compare(withPlanted, planted);
      const estimate = medianOf(compared.map(({ changePercent }) => changePercent));
      return [
        { name: `${name}: found`, value: claimedPercent(compared), unit: '%', budget: null, how: how(withPlanted) },
        { name: `${name}: estimate`, value: estimate, unit: '%', budget: null, how: 'median of the estimates' },
        detectableRow(name, compared),
      ];
    }),
  ];
}

function compareOnce(command: Command, plantedPercent: number): Compared {
  const base: number[] = [];
  const other: number[] = [];
  for (let index = 0; index < 4 * blocks; index += 1) {
    if (order[index] === 'A') base.push(wallTimeMs(command));
    else other.push(wrappedMs(command, plantedPercent));
  }
  const { verdict, changePercent, detectablePercent } = compareSamples(base, other, 'lower', { alpha });
  const claimed = plantedPercent === 0 ? verdict !== 'noDifference' : verdict === 'worse';
  return { claimed, changePercent, detectablePercent };
}

const order = abba(blocks);

/** The command, and then a busy processor for so much of the time that it took. */
function wrappedMs(command: Command, plantedPercent: number): number {
  const ms = wallTimeMs(command);
  const started = process.hrtime.bigint();
  const burnNs = (ms * 1e6 * plantedPercent) / 100;
  let burntNs = 0;
  while (burntNs < burnNs) burntNs = Number(process.hrtime.bigint() - started);
  return ms + burntNs / 1e6;
}

/** What chance allows, with the sampling error (three standard errors) of so many comparisons. */
function mostClaimsPercent(count: number): number {
  return Math.round(1000 * (alpha + 3 * Math.sqrt((alpha * (1 - alpha)) / count))) / 10;
}

function detectableRow(name: string, compared: readonly Compared[]): Row {
  return {
    name: `${name}: detectable change`,
    value: medianOf(compared.map(({ detectablePercent }) => detectablePercent)),
    unit: '%',
    budget: null,
    how: 'median of what each comparison states; so large a change is found four times out of five',
  };
}

/** Whatever the noise of this machine, a change of the stated size should be found as often as stated. */
function statedRow(stated: number, compared: readonly Compared[]): Row {
  return {
    name: 'planted as large as detectable: found',
    value: claimedPercent(compared),
    unit: '%',
    budget: null,
    how: `${stated.toFixed(1)} % planted in ${String(compared.length)} comparisons; 80 % is what is stated`,
  };
}

function claimedPercent(compared: readonly Compared[]): number {
  return (100 * compared.filter(({ claimed }) => claimed).length) / compared.length;
}

function medianOf(values: readonly (number | null)[]): number | null {
  const told = values.filter((value) => value !== null);
  return told.length === 0 ? null : median(told);
}
