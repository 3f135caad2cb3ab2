import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countdownText,
  counted,
  figureText,
  frequency,
  linkSpeed,
  memoryFigure,
  nominalMemory,
  percentFigure,
  rateFigure,
  secondsUntil,
  sentenceList,
  storageFigure,
  timeAgo,
} from './format.ts';

const space = '\u00a0';

describe('figures', () => {
  it.each([
    [0, '0', 'B'],
    [1023, '1023', 'B'],
    [1024, '1.0', 'KiB'],
    [1_048_524, '1.0', 'MiB'],
    [269_988_753_408, '251', 'GiB'],
  ])('says %d bytes of memory as %s %s', (bytes, number, unit) => {
    expect(memoryFigure(bytes)).toEqual({ number, unit });
  });

  it('says storage and rates in powers of 1000, as on the box', () => {
    expect(figureText(storageFigure(4_000_787_030_016))).toBe(`4.0${space}TB`);
    expect(figureText(rateFigure(12_500_000))).toBe(`12.5${space}MB/s`);
    expect(figureText(rateFigure(0))).toBe(`0${space}B/s`);
  });

  it('never prints four digits before the unit, and never a bare exponent', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e17, noNaN: true }), (bytes) => {
        const { number, unit } = storageFigure(bytes);
        expect(number).toMatch(/^\d{1,4}(\.\d)?$/);
        if (unit !== 'PB') expect(Number(number)).toBeLessThan(1000.5);
      }),
    );
  });

  it('keeps the percent sign without a space and adds a decimal below ten', () => {
    expect(figureText(percentFigure(4.25))).toBe('4.3%');
    expect(figureText(percentFigure(9.97))).toBe('10%');
    expect(figureText(percentFigure(100))).toBe('100%');
  });

  it('drops the decimal of whole memory sizes only', () => {
    expect(nominalMemory(256 * 1024 ** 3)).toBe(`256${space}GiB`);
    expect(nominalMemory(1.5 * 1024 ** 3)).toBe(`1.5${space}GiB`);
    expect(nominalMemory(16 * 1024 ** 3)).toBe(`16${space}GiB`);
  });

  it('says clocks and links as people do', () => {
    expect(frequency(5350)).toBe(`5.35${space}GHz`);
    expect(frequency(800)).toBe(`800${space}MHz`);
    expect(linkSpeed(2500)).toBe(`2.5${space}Gbit/s`);
    expect(linkSpeed(100)).toBe(`100${space}Mbit/s`);
  });
});

describe('words', () => {
  it('counts', () => {
    expect(counted(1, 'setting')).toBe(`1${space}setting`);
    expect(counted(0, 'setting')).toBe(`0${space}settings`);
    expect(counted(1200, 'box', 'boxes')).toBe(`1,200${space}boxes`);
  });

  it('joins lists', () => {
    expect(sentenceList([])).toBe('');
    expect(sentenceList(['a'])).toBe('a');
    expect(sentenceList(['a', 'b', 'c'])).toBe('a, b and c');
  });

  it('tells how long ago, also for a clock that is behind', () => {
    const now = Date.parse('2026-11-23T12:00:00Z');
    expect(timeAgo('2026-11-23T11:59:30Z', now)).toBe('just now');
    expect(timeAgo('2026-11-23T12:00:30Z', now)).toBe('just now');
    expect(timeAgo('2026-11-23T11:57:00Z', now)).toBe(`3${space}minutes ago`);
    expect(timeAgo('2026-11-23T10:30:00Z', now)).toBe(`1${space}hour ago`);
    expect(timeAgo('2026-11-22T11:00:00Z', now)).toBe('yesterday');
    expect(timeAgo('2026-11-01T11:00:00Z', now)).toBe('1 Nov 2026');
  });

  it('counts down to zero and not below', () => {
    const now = Date.parse('2026-11-23T12:00:00Z');
    expect(secondsUntil('2026-11-23T12:00:29.200Z', now)).toBe(30);
    expect(secondsUntil('2026-11-23T11:59:00Z', now)).toBe(0);
    expect(countdownText(9)).toBe('9');
    expect(countdownText(75)).toBe('1:15');
    expect(countdownText(600)).toBe('10:00');
  });
});
