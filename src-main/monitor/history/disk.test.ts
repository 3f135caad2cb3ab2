import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { History } from './history.ts';
import { core, dayStart, frameOf, type Rig, rig, TestClock, temporaryFolder } from './testSupport/machine.ts';

const minute = 60_000;
const hour = 60 * minute;
const mebibyte = 1024 * 1024;

let folder: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
});
afterEach(() => {
  remove();
});

const means = async (
  history: History,
  fromMs: number,
  toMs: number,
  points = 4000,
  series = core(0),
): Promise<readonly (number | null)[]> => (await history.range({ series: [series], fromMs, toMs, points })).series[0]?.mean ?? [];

/** One sample every `everyMs` for so long. */
function pass({ history, clock }: Rig, ms: number, everyMs: number, values: (at: number) => readonly (number | null)[]): void {
  const end = clock.at + ms;
  while (clock.at < end) {
    history.onFrame?.(frameOf(clock.at, values(clock.at)), clock.monotonic);
    clock.advance(everyMs);
  }
}

const minuteNumber = (at: number): readonly number[] => [Math.floor(at / minute) % 1000];
const fileBytes = (): number => readdirSync(folder).reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);

describe('history.db', () => {
  it('is opened a while after the start, or when somebody asks, and by nobody else to read', () => {
    const { history, clock } = rig(folder);
    clock.advance(1499);
    expect(existsSync(path.join(folder, 'history.db'))).toBe(false);
    clock.advance(1);
    expect(statSync(path.join(folder, 'history.db')).mode & 0o777).toBe(0o600);
    history.close?.();
    rmSync(path.join(folder, 'history.db'));
    const asked = rig(folder);
    expect(asked.history.status()).toMatchObject({ writing: true, file: path.join(folder, 'history.db') });
    asked.history.close?.();
  });

  it('is not made by a process that ends at once', () => {
    const { history, second } = rig(folder);
    second([1]);
    history.close?.();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('has what an earlier process measured in the minute that is going on, also while the seconds reach into it', async () => {
    const first = rig(folder);
    pass(first, 20_000, 1000, () => [10]);
    first.history.close?.();
    const { history, clock, ...rest } = rig(folder, { clock: new TestClock(first.clock.at) });
    pass({ history, clock, ...rest }, 20_000, 1000, () => [30]);
    const range = await history.range({ series: [core(0)], fromMs: clock.at - hour, toMs: clock.at, points: 3600 });
    expect(range.tier).toBe('minute');
    expect(range.series[0]?.mean.at(-1)).toBe(20);
    // Of what was measured since, each second.
    expect((await history.range({ series: [core(0)], fromMs: dayStart + 20_000, toMs: clock.at, points: 20 })).tier).toBe('second');
    history.close?.();
  });

  it('goes on after a restart, in the minute and in the quarter that were going on', async () => {
    const first = rig(folder);
    pass(first, 10 * minute + 30_000, 1000, () => [10]);
    first.history.close?.();
    const again = rig(folder, { clock: new TestClock(first.clock.at) });
    pass(again, 30_000 + 4 * minute + hour, 1000, () => [30]);
    const { history, clock } = again;
    expect((await means(history, dayStart, dayStart + 12 * minute)).slice(9)).toEqual([10, 20, 30]);
    const minutes = await history.range({ series: [core(0)], fromMs: dayStart - hour, toMs: clock.at, points: 90 });
    expect(minutes.tier).toBe('minute');
    history.close?.();
    const database = new Database(path.join(folder, 'history.db'));
    expect(database.prepare('SELECT count(*) FROM pending').pluck().get()).toBe(75 + 4);
    database.close();
    // With the minutes gone only the quarters can answer.
    const third = rig(folder, { clock: new TestClock(clock.at + 8 * 24 * hour) });
    pass(third, 15 * minute, 1000, () => [50]);
    const range = await third.history.range({ series: [core(0)], fromMs: dayStart - hour, toMs: dayStart + hour, points: 8 });
    expect(range.series[0]?.mean.slice(4)).toEqual([expect.closeTo((10 * 630 + 30 * 270) / 900, 3), 30, 30, 30]);
    third.history.close?.();
  });

  it('has every minute of a day, at a few megabytes, with no descriptor and little memory more', { timeout: 180_000 }, async () => {
    const { history, clock, ...rest } = rig(folder);
    const day: Rig = { history, clock, ...rest };
    const quiet = (at: number): readonly number[] =>
      Array.from({ length: 300 }, (_, index) =>
        index % 10 < 6 ? index : index % 10 < 9 ? 40 + ((at / 1000 + index) % 7 === 0 ? 1 : 0) : Math.round(Math.random() * 300) / 100,
      );
    pass(day, 2 * hour + 5 * minute, 10_000, quiet);
    const descriptors = readdirSync('/proc/self/fd').length;
    globalThis.gc?.();
    const before = process.memoryUsage();
    pass(day, 22 * hour - 5 * minute, 10_000, quiet);
    globalThis.gc?.();
    const after = process.memoryUsage();
    expect(readdirSync('/proc/self/fd').length).toBe(descriptors);
    // Without the engine's help to tidy up first, only a leak of a different order would show.
    const most = (globalThis.gc === undefined ? 60 : 8) * mebibyte;
    expect(after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers).toBeLessThan(most);
    const range = await history.range({ series: [core(0), core(299)], fromMs: dayStart, toMs: clock.at, points: 1440 });
    expect(range).toMatchObject({ tier: 'minute', stepMs: minute, count: 1440 });
    for (const { min, mean, max } of range.series) expect([...min, ...mean, ...max].every((value) => value !== null)).toBe(true);
    const { diskBytes } = history.status();
    console.log(`24 hours of 300 quiet metrics: ${(diskBytes / 1e6).toFixed(1)} MB`);
    expect(diskBytes).toBeLessThan(20e6);
    history.close?.();
    expect(statSync(path.join(folder, 'history.db')).size).toBeLessThan(20e6);
  });

  it('keeps a week of minutes and a year of quarters, and drops nothing because of a clock that is wrong for a moment', {
    timeout: 180_000,
  }, async () => {
    const day = rig(folder);
    pass(day, 9 * 24 * hour, 30_000, minuteNumber);
    const { history, clock } = day;
    const oldest = (tier: string): number => history.status().tiers.find((one) => one.tier === tier)?.oldestAt ?? 0;
    expect(clock.at - oldest('minute')).toBeGreaterThanOrEqual(7 * 24 * hour);
    expect(clock.at - oldest('minute')).toBeLessThanOrEqual(7 * 24 * hour + 4 * hour);
    expect(oldest('quarter')).toBe(dayStart);
    // Five minutes in a year far away, then right again.
    clock.at += 20 * 365 * 24 * hour;
    pass(day, 5 * minute, 1000, () => [7]);
    clock.at -= 20 * 365 * 24 * hour;
    pass(day, 30 * minute, 30_000, minuteNumber);
    expect(clock.at - oldest('minute')).toBeGreaterThanOrEqual(7 * 24 * hour);
    expect(oldest('quarter')).toBe(dayStart);
    expect(await means(history, dayStart + 3 * 24 * hour, dayStart + 3 * 24 * hour + 2 * minute)).toEqual(
      [0, minute].flatMap((after) => minuteNumber(dayStart + 3 * 24 * hour + after)),
    );
    history.close?.();
  });

  it('holds what the clock was set back into together with what was there', async () => {
    const day = rig(folder);
    pass(day, 5 * hour, 30_000, () => [10]);
    day.clock.at -= 5 * hour;
    pass(day, 3 * hour, 30_000, () => [30]);
    const found = await means(day.history, dayStart, dayStart + 5 * hour, 300);
    expect(found).toEqual([...Array<number>(180).fill(20), ...Array<number>(120).fill(10)]);
    day.history.close?.();
  });

  it.each([
    ['measured', 10],
    ['not measured', null],
  ])('has all of a block that the clock was set back into while it was being written, what came after it %s', async (_what, after) => {
    const day = rig(folder);
    const series = 200;
    const all = (value: number | null) => () => Array<number | null>(series).fill(value);
    pass(day, 2 * hour, 15_000, all(10));
    // Some series of the first two hours are encoded now, and the others are not.
    pass(day, 3000, 1000, all(after));
    day.clock.at -= 4 * minute;
    pass(day, 4 * minute, 15_000, all(30));
    pass(day, 2 * minute, 1000, all(50));
    const check = async ({ history }: Rig): Promise<void> => {
      for (const index of [0, 47, 48, series - 1]) {
        const found = await means(history, dayStart + 115 * minute, dayStart + 120 * minute, 5, core(index));
        expect(found).toEqual([10, 20, 20, 20, 20]);
      }
    };
    await check(day);
    day.history.close?.();
    const database = new Database(path.join(folder, 'history.db'));
    expect(
      database
        .prepare('SELECT count(*) FROM pending WHERE key < ?')
        .pluck()
        .get((dayStart + 2 * hour) / minute),
    ).toBe(0);
    database.close();
    const again = rig(folder, { clock: new TestClock(day.clock.at) });
    await check(again);
    again.history.close?.();
  });

  it('is removed by clear, with nothing of the past left in it, and goes on', async () => {
    const day = rig(folder);
    pass(day, 3 * hour, 30_000, () => [10]);
    await day.history.methods['history.clear']?.answer({});
    expect(day.history.status()).toMatchObject({ writing: true, problem: null, seriesCount: 0 });
    expect(day.history.seriesList()).toEqual([]);
    pass(day, 5 * minute, 30_000, () => [20]);
    expect(await means(day.history, day.clock.at - hour, day.clock.at, 60)).toEqual([
      ...Array<null>(55).fill(null),
      ...Array<number>(5).fill(20),
    ]);
    day.history.close?.();
  });

  it('keeps what a series had when its place was given to another', async () => {
    const day = rig(folder, { maxSeries: 10 });
    pass(day, 3 * minute, 1000, () => [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const fan = { fans: [{ id: 'new', chip: 'c', label: 'l', rpm: 900 }] };
    for (let at = 0; at < 200; at += 1) day.second([1], fan);
    expect(day.history.status().seriesCount).toBe(2);
    expect(await means(day.history, dayStart, dayStart + 3 * minute, 3, core(4))).toEqual([5, 5, 5]);
    expect(await means(day.history, dayStart, day.clock.at, 4000, 'sensor.fanRpm/new')).toContain(900);
    day.history.close?.();
  });
});

describe('a file that is not as it should be', () => {
  it.each([
    [
      'damaged',
      'is damaged',
      (file: string) => {
        writeFileSync(file, Buffer.alloc(8192, 7));
      },
    ],
    [
      'of somebody else',
      'not written by this program',
      (file: string) => {
        new Database(file).exec('CREATE TABLE x (y)').close();
      },
    ],
  ])('%s is set aside, and a new one is begun', (_what, words, make) => {
    const file = path.join(folder, 'history.db');
    make(file);
    const was = readFileSync(file);
    const { history, complaints } = rig(folder);
    expect(history.status()).toMatchObject({ writing: true, problem: expect.stringContaining(words) as string });
    expect(complaints).toHaveLength(1);
    expect(readFileSync(`${file}.bad`)).toEqual(was);
    history.close?.();
  });

  it('and is found out while it is used is set aside then', async () => {
    const day = rig(folder);
    pass(day, 30 * hour, 60_000, () =>
      Array<number>(60)
        .fill(1)
        .map(() => Math.random()),
    );
    day.history.close?.();
    const file = path.join(folder, 'history.db');
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 5 * 4096);
    writeFileSync(file, bytes);
    const again = rig(folder, { clock: new TestClock(day.clock.at) });
    again.history.status();
    await means(again.history, dayStart, day.clock.at).catch(() => []);
    pass(again, 5 * minute, 1000, () => [5]);
    expect(again.history.status()).toMatchObject({ writing: true, problem: expect.stringContaining('set aside') as string });
    expect((await means(again.history, again.clock.at - 2 * minute, again.clock.at, 2)).every((value) => value === 5)).toBe(true);
    again.history.close?.();
  });

  it('of a newer version is left as it is', () => {
    const file = path.join(folder, 'history.db');
    rig(folder).history.status();
    const first = rig(path.join(folder, 'second'));
    first.history.status();
    first.history.close?.();
    const newer = new Database(path.join(folder, 'second', 'history.db'));
    newer.pragma('user_version = 99');
    newer.close();
    const { history } = rig(path.join(folder, 'second'));
    expect(history.status()).toMatchObject({ writing: false, file: null, problem: expect.stringContaining('newer') as string });
    expect(existsSync(`${file}.bad`)).toBe(false);
  });

  it('that another monitor has is left to it, and taken over when that one ends', async () => {
    const first = rig(folder);
    expect(first.history.status().writing).toBe(true);
    const second = rig(folder);
    expect(second.history.status()).toMatchObject({
      writing: false,
      file: null,
      problem: expect.stringContaining('another hecate-monitor') as string,
    });
    pass(second, 10 * minute, 1000, () => [3]);
    expect(await means(second.history, dayStart, dayStart + 10 * minute, 10)).toEqual(Array(10).fill(3));
    first.history.close?.();
    pass(second, 2 * minute, 1000, () => [3]);
    expect(second.history.status()).toMatchObject({ writing: true, problem: null });
    second.history.close?.();
    const third = rig(folder, { clock: new TestClock(second.clock.at) });
    expect(await means(third.history, dayStart, dayStart + 10 * minute, 10)).toEqual(Array(10).fill(3));
    third.history.close?.();
  });

  it('that somebody deletes is begun anew with what is in memory', async () => {
    const day = rig(folder);
    pass(day, 30 * minute, 1000, () => [4]);
    for (const name of readdirSync(folder)) rmSync(path.join(folder, name));
    pass(day, 2 * minute, 1000, () => [4]);
    expect(day.history.status().writing).toBe(true);
    day.history.close?.();
    const again = rig(folder, { clock: new TestClock(day.clock.at) });
    expect(await means(again.history, dayStart, dayStart + 32 * minute, 32)).toEqual(Array(32).fill(4));
    again.history.close?.();
  });

  it('in a folder that cannot be made is a problem in words', () => {
    writeFileSync(path.join(folder, 'file'), '');
    const { history, complaints } = rig(path.join(folder, 'file'));
    expect(history.status()).toMatchObject({ writing: false, problem: expect.stringContaining('cannot be opened') as string });
    expect(complaints).toHaveLength(1);
  });
});

describe('a disk that is full', () => {
  let full = false;
  beforeEach(() => {
    full = false;
  });
  function openDatabase(file: string): Database.Database {
    const database = new Database(file, { timeout: 0 });
    const transaction = database.transaction.bind(database);
    database.transaction = ((work: () => void) => {
      if (full) throw new Database.SqliteError('database or disk is full', 'SQLITE_FULL');
      return transaction(work);
    }) as typeof database.transaction;
    return database;
  }

  it('stops the writing and nothing else; what came meanwhile is written when there is room', async () => {
    const day = rig(folder, { openDatabase });
    pass(day, 90 * minute, 15_000, minuteNumber);
    full = true;
    pass(day, 2 * hour, 15_000, minuteNumber);
    expect(day.history.status()).toMatchObject({ writing: false, problem: expect.stringContaining('full') as string });
    expect(day.complaints).toHaveLength(1);
    const now = day.clock.at;
    const expected = Array.from({ length: 210 }, (_, at) => Math.floor(dayStart / minute + at) % 1000);
    expect(await means(day.history, dayStart, now, 210)).toEqual(expected);
    full = false;
    pass(day, 2 * minute, 1000, minuteNumber);
    expect(day.history.status()).toMatchObject({ writing: true, problem: null });
    day.history.close?.();
    const again = rig(folder, { clock: new TestClock(day.clock.at) });
    expect(await means(again.history, dayStart, now, 210)).toEqual(expected);
    again.history.close?.();
  });

  it('for days costs the oldest minutes that could not be written, and no memory', () => {
    const day = rig(folder, { openDatabase });
    pass(day, hour, 60_000, minuteNumber);
    full = true;
    pass(day, 24 * hour, 60_000, minuteNumber);
    const before = process.memoryUsage().arrayBuffers;
    pass(day, 72 * hour, 60_000, minuteNumber);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * mebibyte);
    expect(day.clock.at - (day.history.status().tiers[1]?.oldestAt ?? 0)).toBeLessThanOrEqual(6 * hour);
    day.history.close?.();
  });

  it('really full: a small file system', async ({ skip }) => {
    const mount = path.join(folder, 'small');
    mkdirSync(mount);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=700k', 'tmpfs', mount]);
    if (mounted.status !== 0) {
      skip('needs root to mount a small file system');
      return;
    }
    try {
      const day = rig(mount);
      const many = (): readonly number[] => Array.from({ length: 200 }, () => Math.random() * 100);
      pass(day, 3 * minute, 15_000, many);
      expect(day.history.status().writing).toBe(true);
      writeFileSync(path.join(mount, 'ballast'), Buffer.alloc(300 * 1024));
      pass(day, 90 * minute, 15_000, many);
      expect(day.history.status()).toMatchObject({ writing: false, problem: `the disk of ${mount} is full` });
      expect((await means(day.history, dayStart, day.clock.at, 93)).every((value) => value !== null)).toBe(true);
      rmSync(path.join(mount, 'ballast'));
      expect(spawnSync('mount', ['-o', 'remount,size=8m', mount]).status).toBe(0);
      pass(day, 2 * minute, 15_000, many);
      expect(day.history.status()).toMatchObject({ writing: true, problem: null });
      day.history.close?.();
      const database = new Database(path.join(mount, 'history.db'));
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
      database.close();
    } finally {
      spawnSync('umount', [mount]);
    }
  });
});

describe('the limit of the settings', () => {
  it('is kept with the log; the oldest minutes go first, then quarters, and a smaller limit shrinks the file', {
    timeout: 180_000,
  }, async () => {
    let limit = 6 * mebibyte;
    const day = rig(folder, { maxBytes: () => limit });
    const noise = (): readonly number[] => Array.from({ length: 100 }, () => Math.random() * 1e6);
    let most = 0;
    for (let passed = 0; passed < 3 * 24; passed += 1) {
      pass(day, hour, 60_000, noise);
      most = Math.max(most, fileBytes());
    }
    expect(most).toBeLessThanOrEqual(limit);
    limit = 5 * mebibyte;
    pass(day, 24 * hour, 60_000, noise);
    expect(fileBytes()).toBeLessThanOrEqual(limit);
    expect(day.history.status()).toMatchObject({ writing: true, problem: null, maxBytes: limit });
    const [, minutes, quarters] = day.history.status().tiers;
    expect(quarters?.oldestAt).toBe(dayStart);
    expect(minutes?.oldestAt).toBeGreaterThan(dayStart);
    expect((await means(day.history, day.clock.at - 24 * hour, day.clock.at, 1440)).every((value) => value !== null)).toBe(true);
    day.history.close?.();
  });

  it('that is too small for what is measured is a problem in words', () => {
    const day = rig(folder, { maxBytes: () => 2.2 * mebibyte });
    pass(day, 3 * hour, 60_000, () => Array.from({ length: 300 }, () => Math.random()));
    expect(day.history.status()).toMatchObject({ writing: false, problem: expect.stringContaining('limit of the settings') as string });
    day.history.close?.();
  });
});
