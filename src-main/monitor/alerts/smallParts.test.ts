import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultRules } from './defaultRules.ts';
import { isQuiet, localMinute } from './quietHours.ts';
import { checkRules } from './rulesCheck.ts';
import { senseOf } from './rulesSense.ts';
import { SlopeWindow } from './slopeWindow.ts';
import { isWatched, matchesWildcard } from './wildcard.ts';
import { durationText, figureText } from './words.ts';

describe('matchesWildcard', () => {
  it.each([
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
    ['nvme*', 'nvme0n1', true],
    ['nvme*', 'sda', false],
    ['*a*b', 'xxaxxabxb', true],
    ['*a*b', 'xxbxxa', false],
    ['/home*', '/home/me', true],
    ['.*', 'a', false],
    ['a.c', 'abc', false],
  ])('%j against %j is %s', (pattern, name, expected) => {
    expect(matchesWildcard(pattern, name)).toBe(expected);
  });

  it('agrees with a regular expression made of the same parts', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 12 });
    fc.assert(
      fc.property(letters, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 16 }), (pattern, name) => {
        expect(matchesWildcard(pattern, name)).toBe(new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name));
      }),
      { numRuns: 3000 },
    );
  });

  it('takes no time for what makes regular expressions hang', () => {
    expect(matchesWildcard(`${'*a'.repeat(63)}b`, 'a'.repeat(128))).toBe(false);
  });

  it('without patterns means every device', () => {
    expect(isWatched([], 'anything')).toBe(true);
    expect(isWatched(['sda'], 'anything')).toBe(false);
  });
});

describe('quiet hours', () => {
  const minute = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

  it.each([
    ['22:00', '07:00', '21:59', false],
    ['22:00', '07:00', '22:00', true],
    ['22:00', '07:00', '00:00', true],
    ['22:00', '07:00', '06:59', true],
    ['22:00', '07:00', '07:00', false],
    ['12:30', '13:00', '12:29', false],
    ['12:30', '13:00', '12:59', true],
    ['12:30', '13:00', '13:00', false],
  ])('from %s to %s: %s is quiet: %s', (from, to, now, expected) => {
    expect(isQuiet({ from, to }, minute(now))).toBe(expected);
  });

  it('are none without them', () => {
    expect(isQuiet(null, 0)).toBe(false);
  });

  it('go by the local clock', () => {
    expect(localMinute(new Date(2026, 5, 1, 23, 45).getTime())).toBe(23 * 60 + 45);
  });
});

describe('SlopeWindow', () => {
  it('finds the slope of a line, whatever the interval and the window', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 500, max: 60_000 }),
        fc.integer({ min: 10, max: 86_400 }),
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        (intervalMs, overSeconds, perSecond) => {
          const window = new SlopeWindow(overSeconds * 1000);
          const steps = Math.min(3000, Math.ceil((overSeconds * 1000) / intervalMs) + 12);
          for (let step = 0; step < steps; step += 1) window.add(step * intervalMs, 1e12 + perSecond * ((step * intervalMs) / 1000));
          expect(window.points).toBeLessThanOrEqual(40);
          const slope = window.slope();
          if ((steps * intervalMs) / 1000 < overSeconds) return;
          expect(Math.abs((slope?.perSecond ?? Number.NaN) - perSecond)).toBeLessThan(1e-2 + Math.abs(perSecond) * 1e-6);
        },
      ),
    );
  });

  it('says nothing before half of its time, and nothing of the time before it was cleared', () => {
    const window = new SlopeWindow(60_000);
    for (let second = 0; second <= 30; second += 1) window.add(second * 1000, second);
    expect(window.slope()).toBeUndefined();
    for (let second = 31; second <= 34; second += 1) window.add(second * 1000, second);
    expect(window.slope()?.perSecond).toBeCloseTo(1);
    window.clear();
    expect(window.slope()).toBeUndefined();
  });

  it('does not take a tremble for a way to somewhere', () => {
    const tremble = new SlopeWindow(60_000);
    for (let second = 0; second < 60; second += 1) tremble.add(second * 1000, second % 7);
    expect(tremble.slope()?.isSteady).toBe(false);
  });
});

describe('words', () => {
  it.each([
    ['bytes', 1536, '1.5 KiB'],
    ['bytesPerSecond', 250 * 1024 * 1024, '250 MiB/s'],
    ['percent', 91.27, '91.3 %'],
    ['celsius', 80, '80 °C'],
    ['count', 3, '3'],
    ['perSecond', 0.25, '0.3/s'],
  ] as const)('%s %d is %s', (unit, value, expected) => {
    expect(figureText(unit, value)).toBe(expected);
  });

  it.each([
    [45, '45 s'],
    [240, '4 min'],
    [10_800, '3 h'],
    [200_000, '2 days'],
  ])('%d seconds are %s', (seconds, expected) => {
    expect(durationText(seconds)).toBe(expected);
  });
});

describe('the rules that the product comes with', () => {
  it('are right by our own check, and each says why', () => {
    expect(checkRules(JSON.parse(JSON.stringify(defaultRules)))).toEqual({ rules: defaultRules });
    expect(senseOf(defaultRules)).toEqual([]);
    for (const { why } of defaultRules.rules) expect(why.length).toBeGreaterThan(40);
  });

  it('run no command', () => {
    expect(defaultRules.rules.every(({ command }) => command === null)).toBe(true);
  });
});
